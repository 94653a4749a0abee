"""The plain file of a topic: points, weights, hints, limits, device and forbidden ways, edited without Python.

A mistake in it is reported with file, line and the values that would be allowed.
"""

import dataclasses
import hashlib
import importlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.sandbox.limits import Limits

EXAMS = Path(__file__).parent / "exams"
LANGUAGES = ("es", "en")
DEVICES = ("cpu", "cuda")
# Hints that every exam can give; a topic's file may say them better for one exercise.
COMMON_HINTS: dict[str, dict[str, str]] = tomllib.loads((EXAMS.parent / "hints.toml").read_text("utf-8"))
# The modules that decide marks, verdicts and hints, besides the box and the sandbox.
ASKING = (
    "cell_outputs",
    "clock",
    "examiner",
    "notebook",
    "outputs",
    "properties",
    "session",
    "sitting",
    "topics",
    "verdicts",
    "worker",
)


class TopicError(ValueError):
    """A topic's file says something it may not: the message holds file, line, what was found and what is allowed."""


@dataclass(frozen=True)
class PropertySpec:
    """What is said of one property, and what it weighs within its exercise."""

    weight: float
    titles: dict[str, str]


@dataclass(frozen=True)
class ExerciseSpec:
    """One exercise: its points, the ways that may not be taken, its properties and the hints they give."""

    name: str
    points: float
    forbidden: tuple[str, ...]
    properties: dict[str, PropertySpec]
    hints: dict[str, dict[str, str]]

    def hint(self, key: str, language: str) -> str:
        """A hint's text, its {braces} unfilled. Raises KeyError for a key that neither it nor every exam has."""
        return (self.hints[key] if key in self.hints else COMMON_HINTS[key])[language]


@dataclass(frozen=True)
class Topic:
    """One notebook's exam, as its file describes it: name ``04_transformers``, module ``transformers``."""

    name: str
    module: str
    path: Path
    limits: Limits
    device: str
    exercises: dict[str, ExerciseSpec] = field(repr=False)

    @cached_property
    def code(self) -> ModuleType:
        """The Python half: autograder.exams.<module>."""
        return importlib.import_module(f"autograder.exams.{self.module}")

    @property
    def version(self) -> str:
        """A hash of all that decides marks and hints besides the submission: the exam's files, the code that asks."""
        root = Path(__file__).parent
        asking = [root / "hints.toml", *(root / f"{name}.py" for name in ASKING)]
        asking += [*sorted((root / "box").glob("*.py")), *sorted((root / "sandbox").glob("*.py"))]
        own = sorted(self.path.parent.glob(f"{self.module}*.py"))
        checks = Path(__file__).parents[1] / "course_lib" / "checks"  # what likely mistakes give is shared with these
        own += [*sorted(checks.glob(f"{self.module}*_wrong.py")), checks / "outputs.py"]
        files = [self.path, *own, self.path.with_name("common.py"), self.path.with_name("subject.py"), *asking]
        return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()[:16]

    @property
    def ways(self) -> list[str]:
        """Every forbidden way of every exercise, each once."""
        return list(dict.fromkeys(way for spec in self.exercises.values() for way in spec.forbidden))


def names() -> list[str]:
    """The topics that have an exam, in order."""
    return sorted(str(tomllib.loads(path.read_text())["topic"]) for path in EXAMS.glob("*.toml"))


def load(name: str) -> Topic:
    """The topic of that name (``04_transformers``, or its last part ``transformers``). Raises TopicError."""
    for path in sorted(EXAMS.glob("*.toml")):
        topic = read(path)
        if name in (topic.name, topic.module):
            return topic
    raise TopicError(f"there is no exam for {name!r}; there are: {', '.join(names()) or 'none'}")


def read(path: Path) -> Topic:
    """The topic in one file. Raises TopicError."""
    text = path.read_text(encoding="utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TopicError(f"{path}: {error}") from None
    return _Reader(path, text).topic(table)


class _Reader:
    """Checks a parsed file piece by piece, and finds the line of whatever is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._lines = path, text.splitlines()

    def topic(self, table: dict[str, Any]) -> Topic:
        self._keys(table, (), {"topic", "device", "limits", "exercises"})
        name = self._text(table, (), "topic")
        if not re.fullmatch(r"\d\d_[a-z_]+", name):
            raise self._error((), "topic", repr(name), 'two digits, "_" and a name, such as "04_transformers"')
        device = table.get("device", "cpu")
        if device not in DEVICES:
            raise self._error((), "device", repr(device), " or ".join(map(repr, DEVICES)))
        exercises = {
            key: self._exercise(key, self._table(value, ("exercises", key)))
            for key, value in self._table(table.get("exercises"), ("exercises",)).items()
        }
        return Topic(name, self._path.stem, self._path, self._limits(table.get("limits", {})), device, exercises)

    def _limits(self, table: Any) -> Limits:
        fields = {item.name: item.type for item in dataclasses.fields(Limits)}
        self._keys(self._table(table, ("limits",)), ("limits",), set(fields))
        for key, value in table.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or value <= 0 or (fields[key] is int and not isinstance(value, int)):
                kind = "a whole number" if fields[key] is int else "a number"
                raise self._error(("limits",), key, repr(value), f"{kind} above 0")
        return Limits(**table)

    def _exercise(self, name: str, table: dict[str, Any]) -> ExerciseSpec:
        where = ("exercises", name)
        self._keys(table, where, {"points", "forbidden", "properties", "hints"})
        forbidden = table.get("forbidden", [])
        if not isinstance(forbidden, list) or not all(isinstance(way, str) and "." in way for way in forbidden):
            raise self._error(where, "forbidden", repr(forbidden), "a list of dotted names")
        properties = self._table(table.get("properties"), (*where, "properties"))
        hints = self._table(table.get("hints", {}), (*where, "hints"))
        return ExerciseSpec(
            name,
            self._number(table, where, "points"),
            tuple(forbidden),
            {key: self._property(value, (*where, "properties", key)) for key, value in properties.items()},
            {key: self._texts(value, (*where, "hints", key)) for key, value in hints.items()},
        )

    def _property(self, value: Any, where: tuple[str, ...]) -> PropertySpec:
        table = self._table(value, where)
        self._keys(table, where, {"weight", *LANGUAGES})
        texts = {language: table[language] for language in LANGUAGES if language in table}
        return PropertySpec(self._number(table, where, "weight"), self._texts(texts, where))

    def _texts(self, value: Any, where: tuple[str, ...]) -> dict[str, str]:
        table = self._table(value, where)
        self._keys(table, where, set(LANGUAGES))
        return {language: self._text(table, where, language) for language in LANGUAGES}

    def _table(self, value: Any, where: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._error(where[:-1], where[-1], repr(value), f"a table [{'.'.join(where)}]")
        return value

    def _text(self, table: dict[str, Any], where: tuple[str, ...], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._error(where, key, repr(value), "a text between quotes")
        return value

    def _number(self, table: dict[str, Any], where: tuple[str, ...], key: str) -> float:
        value = table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1000:
            raise self._error(where, key, repr(value), "a number above 0 and below 1000")
        return float(value)

    def _keys(self, table: dict[str, Any], where: tuple[str, ...], allowed: set[str]) -> None:
        for key in table:
            if key not in allowed:
                raise self._error(where, key, "this key", ", ".join(sorted(allowed)))

    def _error(self, where: tuple[str, ...], key: str, found: str, allowed: str) -> TopicError:
        name = ".".join((*where, key))
        return TopicError(f"{self._path}:{self._line(where, key)}: {name}: found {found}; allowed: {allowed}")

    def _line(self, where: tuple[str, ...], key: str) -> int:
        """The line of ``key`` in table ``where``: its own line, else the nearest header above it."""
        header: tuple[str, ...] = ()
        best = 1
        for number, line in enumerate(self._lines, start=1):
            if match := re.match(r"\s*\[([^\[\]]+)\]", line):
                header = tuple(part.strip().strip("\"'") for part in match[1].split("."))
                if header == (*where, key):
                    return number
                if header == where:
                    best = number
            elif header == where and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return best
