"""The banks of answers: what each must get, and whether it does.

``<topic>/<exercise>/wrong/NAME.py`` begins with the property that must fail and the hint that must be given
(``# property: P`` and ``# hint: H``), or with ``# score: 0``; ``right/NAME.py`` must get full marks;
``forbidden/NAME.py`` takes a way that the exercise forbids.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.records import ExerciseResult
from autograder.verdicts import Verdict

ROOT = Path(__file__).parent
TOPICS = sorted(path.name for path in ROOT.glob("[0-9]*_*") if path.is_dir())


@dataclass(frozen=True)
class Answer:
    """One file of a bank: where it is and what its first lines say of it."""

    path: Path
    property: str | None
    hint: str | None

    @property
    def kind(self) -> str:
        """``right``, ``wrong`` or ``forbidden``."""
        return self.path.parent.name

    @property
    def exercise(self) -> str:
        return self.path.parents[1].name

    @property
    def topic(self) -> str:
        return self.path.parents[2].name

    @property
    def name(self) -> str:
        return f"{self.exercise}/{self.kind}/{self.path.stem}"

    def complaint(self, result: ExerciseResult) -> str | None:
        """What is wrong with the examination of this answer, or None."""
        found = {item.name: item for item in result.properties}
        if result.verdict is Verdict.GRADER_FAULT:
            return f"a fault of the grader: {result.detail}"
        if self.kind == "right":
            failed = [f"{item.name}: {item.hint}" for item in result.properties if not item.passed]
            return f"lost marks: {'; '.join(failed)}" if result.score < result.max else None
        if self.kind == "forbidden" and (result.verdict is not Verdict.FORBIDDEN or result.score > 0):
            return f"{result.verdict} with {result.score}, where forbidden was expected"
        if self.property is None:
            return f"scored {result.score}" if result.score > 0 else None
        got = found[self.property]
        if result.score >= result.max or got.passed:
            return f"{self.property} passed ({result.score:g} of {result.max:g})"
        return (
            f"{self.property}: {got.hint_key} where {self.hint} was expected: {got.hint}"
            if got.hint_key != self.hint
            else None
        )


def answers(topic: str, kind: str = "*", exercise: str = "*") -> list[Answer]:
    """The answers of a topic, in order."""
    return [_read(path) for path in sorted((ROOT / topic).glob(f"{exercise}/{kind}/*.py"))]


def _read(path: Path) -> Answer:
    header = dict(re.findall(r"^# (property|hint|score): (\S+)$", path.read_text("utf-8"), flags=re.MULTILINE))
    if path.parent.name == "wrong" and "score" not in header and not {"property", "hint"} <= set(header):
        raise ValueError(f"{path} says neither which property and hint it must get, nor # score: 0")
    return Answer(path, header.get("property"), header.get("hint"))
