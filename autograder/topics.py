"""The exams of a topic as their folders describe them: points, weights, titles, limits, device, forbidden functions.

``exams/MODULE/topic.toml`` names the topic, its exercises in order and its limits; ``exams/MODULE/EXERCISE/exam.toml``
says what each property is called and weighs; ``exam.py`` beside it asks. A mistake in a file is reported with file,
line and what would be allowed.
"""

import importlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from autograder.sandbox.limits import Limits
from autograder.versions import exercise_version, topic_version

if TYPE_CHECKING:
    from autograder.exam import Exam

EXAMS = Path(__file__).parent / "exams"
LANGUAGES = ("es", "en")
FOLLOW_THROUGH = 0.5
# What an exam says when there is nothing to compare: time, memory, a name that is not there.
VERDICT_HINTS: dict[str, dict[str, str]] = tomllib.loads((EXAMS.parent / "hints.toml").read_text("utf-8"))

# What a text must look like, in words.
_PATTERNS = {
    r"^\d\d_[a-z_]+$": "two digits, an underscore and a name, such as 04_transformers",
    r"^\w+(\.\w+)+$": "a dotted name, such as torch.nn.LSTM",
}
_NAME, _DOTTED = _PATTERNS
_Text = Annotated[str, Meta(min_length=1)]
_Dotted = Annotated[str, Meta(pattern=_DOTTED)]
_Share = Annotated[float, Meta(ge=0, le=1)]


class TopicError(ValueError):
    """A topic's file says something it may not: the message holds file, line, what was found and what is allowed."""


class PropertySpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of one property, and what it weighs within its exercise."""

    weight: Annotated[float, Meta(gt=0, lt=1000)]
    en: _Text
    es: _Text

    def title(self, language: str) -> str:
        """What the property states."""
        return self.en if language == "en" else self.es


class _ExamFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    points: Annotated[float, Meta(gt=0, lt=1000)]
    properties: dict[str, Any]
    forbidden: list[_Dotted] = []
    follow_through: _Share | None = None


class _TopicFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topic: Annotated[str, Meta(pattern=_NAME)]
    exercises: list[str]
    device: Literal["cpu", "cuda"] = "cpu"
    limits: dict[str, Any] = {}
    follow_through: _Share = FOLLOW_THROUGH


@dataclass(frozen=True)
class ExerciseSpec:
    """One exercise's exam: its points, the functions that may not be called, its properties.

    ``follow_through``: the share of a property's points that it earns when the core fails by one named mistake and
    the property holds in spite of it.
    """

    name: str
    points: float
    forbidden: tuple[str, ...]
    properties: dict[str, PropertySpec]
    follow_through: float


@dataclass(frozen=True)
class Topic:
    """One notebook's exam: name ``04_transformers``, module ``transformers``, and the folder of its exams."""

    name: str
    module: str
    path: Path
    limits: Limits
    device: str
    exercises: dict[str, ExerciseSpec] = field(repr=False)

    def exam(self, exercise: str) -> "Exam":
        """What asks: the exam in autograder.exams.<module>.<exercise>.exam."""
        exam: Exam = importlib.import_module(f"autograder.exams.{self.module}.{exercise}.exam").exam
        return exam

    @cached_property
    def version(self) -> str:
        """A hash of all that decides marks and hints besides the submission."""
        return topic_version(self.path, list(self.exercises))

    @cached_property
    def versions(self) -> dict[str, str]:
        """Of each exercise a hash of all that decides its marks and hints besides the submission."""
        return {name: exercise_version(self.path, name) for name in self.exercises}

    @property
    def forbidden(self) -> list[str]:
        """Every forbidden function of every exercise, each once."""
        return list(dict.fromkeys(name for spec in self.exercises.values() for name in spec.forbidden))


def names() -> list[str]:
    """The topics that have an exam, in order."""
    return sorted(str(tomllib.loads(path.read_text("utf-8"))["topic"]) for path in EXAMS.glob("*/topic.toml"))


def load(name: str) -> Topic:
    """The topic of that name (``04_transformers``, or its last part ``transformers``). Raises TopicError."""
    for path in sorted(EXAMS.glob("*/topic.toml")):
        if name in (path.parent.name, tomllib.loads(path.read_text("utf-8")).get("topic")):
            return read(path.parent)
    raise TopicError(f"there is no exam for {name!r}; there are: {', '.join(names()) or 'none'}")


def read(folder: Path) -> Topic:
    """The topic in one folder. Raises TopicError."""
    file = _File(folder / "topic.toml")
    found = file.read(_TopicFile)
    file.read(Limits, ("limits",), found.limits)
    exercises = {name: _exercise(folder / name, found.follow_through) for name in found.exercises}
    return Topic(found.topic, folder.name, folder, Limits(**found.limits), found.device, exercises)


def _exercise(folder: Path, follow_through: float) -> ExerciseSpec:
    file = _File(folder / "exam.toml")
    found = file.read(_ExamFile)
    properties = {
        name: file.read(PropertySpec, ("properties", name), value) for name, value in found.properties.items()
    }
    share = follow_through if found.follow_through is None else found.follow_through
    return ExerciseSpec(folder.name, found.points, tuple(found.forbidden), properties, share)


class _File:
    """A TOML file, converted piece by piece so that whatever is wrong has a line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._text = path.read_text(encoding="utf-8")
            self._table = tomllib.loads(self._text)
        except FileNotFoundError:
            raise TopicError(f"{path}: there is no such file") from None
        except tomllib.TOMLDecodeError as error:
            raise TopicError(f"{path}: {error}") from None

    def read(self, kind: type, where: tuple[str, ...] = (), table: Any = None) -> Any:
        """The table at ``where`` (by default the whole file) as this type. Raises TopicError."""
        fields = sorted(getattr(kind, "__struct_fields__", ()) or kind.__dataclass_fields__)  # type: ignore[attr-defined]
        table = self._table if table is None else table
        for key in table if isinstance(table, dict) else ():
            if key not in fields:
                raise self._error(where, key, f"there is no such field; there may be: {', '.join(fields)}")
        try:
            return msgspec.convert(table, kind, strict=True)
        except msgspec.ValidationError as error:
            said, _, at = str(error).partition(" - at `$")
            key = next(iter([*re.findall(r"\.(\w+)", at), *re.findall(r"field `(\w+)`|^(?=\w+ must)(\w+)", said)]), "")
            key = key if isinstance(key, str) else "".join(key)
            for pattern, words in _PATTERNS.items():
                said = said.replace(f"`str` matching regex {pattern!r}", words)
            raise self._error(where, key, said) from None

    def _error(self, where: tuple[str, ...], key: str, said: str) -> TopicError:
        name = ".".join((*where, key)).strip(".")
        return TopicError(f"{self._path}:{self._line(where, key)}: {name}: {said}")

    def _line(self, where: tuple[str, ...], key: str) -> int:
        """The line of ``key`` in table ``where``: its own line, else the nearest header above it."""
        header: tuple[str, ...] = ()
        best = 1
        for number, line in enumerate(self._text.splitlines(), start=1):
            if match := re.match(r"\s*\[([^\[\]]+)\]", line):
                header = tuple(part.strip().strip("\"'") for part in match[1].split("."))
                if header == (*where, key):
                    return number
                if header == where:
                    best = number
            elif header == where and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return best
