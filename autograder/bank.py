"""Banks of answers: what each must get, and whether it does.

``TOPIC/EXERCISE/wrong/NAME.py`` may begin with the property that must fail and the hint that must be given
(``# property: P`` and ``# hint: H``), with the properties that hold in spite of it (``# holds: P, Q``), or with
``# score: 0``; one that says nothing must lose a mark. ``right/NAME.py`` must get full marks; ``forbidden/NAME.py``
calls what the exercise forbids. The exams' own banks lie beside each exam.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder import topics
from autograder.records import ExerciseResult
from autograder.verdicts import Verdict

KINDS = ("right", "wrong", "forbidden")


@dataclass(frozen=True)
class Answer:
    """One file of a bank: of which exercise, and what its first lines say of it."""

    path: Path
    topic: str
    fails: str | None = None
    hint: str | None = None
    holds: frozenset[str] | None = None
    scores_0: bool = False

    @property
    def kind(self) -> str:
        """``right``, ``wrong`` or ``forbidden``."""
        return self.path.parent.name

    @property
    def exercise(self) -> str:
        return self.path.parents[1].name

    @property
    def name(self) -> str:
        return f"{self.exercise}/{self.kind}/{self.path.stem}"

    def complaint(self, result: ExerciseResult) -> str | None:
        """What is wrong with the examination of this answer, or None."""
        if result.verdict is Verdict.GRADER_FAULT:
            return f"a fault of the grader: {result.detail}"
        if self.kind == "right":
            failed = [f"{item.name}: {item.hint}" for item in result.properties if not item.passed]
            return f"lost marks: {'; '.join(failed)}" if result.score < result.max else None
        if self.kind == "forbidden":
            found = result.verdict is Verdict.FORBIDDEN and result.score == 0
            return None if found else f"{result.verdict} with {result.score:g}, where forbidden was expected"
        if self.scores_0 and result.score > 0:
            return f"scored {result.score:g}"
        if result.score >= result.max:
            return "got full marks"
        return self._wrongly_told(result) if self.fails else None

    def _wrongly_told(self, result: ExerciseResult) -> str | None:
        """The property that should fail does not, or for another reason; or others hold than should."""
        named = next((item for item in result.properties if item.name == self.fails), None)
        if named is None:
            return f"there is no property {self.fails}"
        if named.passed:
            return f"{self.fails} holds ({result.score:g} of {result.max:g})"
        if named.hint_key != self.hint:
            return f"{self.fails}: {named.hint_key} where {self.hint} was expected: {named.hint}"
        holding = frozenset(item.name for item in result.properties if item.passed)
        if self.holds is not None and holding != self.holds:
            more, fewer = sorted(holding - self.holds), sorted(self.holds - holding)
            return "; ".join(
                f"{', '.join(names)} {said}" for names, said in ((more, "hold too"), (fewer, "do not hold")) if names
            )
        return None


def own(topic: str, exercise: str = "*", kind: str = "*") -> list[Answer]:
    """The answers beside the exams of a topic, in order."""
    known = topics.load(topic)
    order = list(known.exercises)
    paths = [path for path in known.path.glob(f"{exercise}/{kind}/*.py") if path.parent.name in KINDS]
    paths.sort(key=lambda path: (order.index(path.parents[1].name), path.parent.name, path.name))
    return [read(path, known.name) for path in paths]


def in_folder(folder: Path) -> Iterator[Answer]:
    """The answers of a folder laid out ``TOPIC/EXERCISE/{right,wrong,forbidden}/NAME.py``, in order."""
    for path in sorted(folder.glob("*/*/*/*.py")):
        if path.parent.name in KINDS:
            yield read(path, path.parents[2].name)


def read(path: Path, topic: str) -> Answer:
    """One answer and what its first lines say; nothing of a file that cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        text = ""
    header = dict(re.findall(r"^# (property|hint|score|holds): *(.*?) *$", text, flags=re.MULTILINE))
    holds = frozenset(filter(None, re.split(r"[ ,]+", header["holds"]))) if "holds" in header else None
    return Answer(path, topic, header.get("property"), header.get("hint"), holds, header.get("score") == "0")
