"""The result of one notebook, as data: what the journal keeps and every report is made of."""

from typing import Any, Literal

import msgspec

from autograder.verdicts import Verdict


class PropertyResult(msgspec.Struct, frozen=True):
    """One property of one exam: it holds (True), was examined and does not (False), or was not examined (None).

    ``hint`` is the text for the learner, ``hint_key`` its key. ``credit``: the share of its points that it earns when
    it holds. ``given``: the key of the mistake in spite of which it holds. ``slip``: of a core property, which of the
    mistakes of ``hint_key`` explains how it failed.
    """

    name: str
    passed: bool | None
    weight: float
    hint: str | None = None
    hint_key: str | None = None
    verdict: Verdict = Verdict.RIGHT
    title: str = ""
    credit: float = 1.0
    given: str | None = None
    slip: int | None = None


class ExerciseResult(msgspec.Struct, frozen=True):
    """One exercise: ``score`` out of ``max`` points, in [0, max]; ``detail`` is for the instructor.

    ``key`` hashes all that the result depends on: where it is still the same, the result still stands.
    ``by_hand``: the mark that a person gave instead; known to the gradebook alone, never in the journal.
    """

    exercise: str
    score: float
    max: float
    verdict: Verdict
    properties: list[PropertyResult] = []
    detail: str = ""
    seconds: float = 0.0
    by_hand: float | None = None
    key: str = ""

    @property
    def mark(self) -> float:
        """What counts: the mark given by hand if there is one, else the exam's."""
        return self.score if self.by_hand is None else self.by_hand

    @property
    def final(self) -> bool:
        """False while there is nothing to publish: a fault of ours that nobody has marked by hand."""
        return self.verdict.final or self.by_hand is not None


RepairKind = Literal[
    "restored", "duplicated", "moved", "retyped", "edited", "metadata", "tags", "id", "kernel", "package",
    "best", "latest", "other_topic",
]  # fmt: skip
HANDING_IN: frozenset[RepairKind] = frozenset(("best", "latest", "other_topic"))


class Repair(msgspec.Struct, frozen=True):
    """One thing that was put right or decided before grading. ``values`` fill the braces in ``feedback.toml``."""

    kind: RepairKind
    cell_id: str = ""
    values: dict[str, str] = {}


class Record(msgspec.Struct, frozen=True):
    """One notebook, graded. ``key`` hashes all the grade depends on; ``outputs``: cell id to nbformat outputs.

    Learners read of ``repairs``, each in the notebook's language; ``notes`` are for the instructor alone.
    ``penalty``: points lost for lateness, known to the gradebook alone. ``boxes``: how many processes it took.
    """

    key: str
    learner: str
    topic: str
    language: str
    exercises: list[ExerciseResult]
    repairs: list[Repair] = []
    notes: list[str] = []
    tier: str = ""
    device: str = "cpu"
    seconds: float = 0.0
    cpu_s: float = 0.0
    outputs: dict[str, list[dict[str, Any]]] = {}
    penalty: float = 0.0
    boxes: int = 0

    @property
    def score(self) -> float:
        """Points that count: those of all exercises, less the penalty."""
        return max(0.0, sum(exercise.mark for exercise in self.exercises) - self.penalty)

    @property
    def max(self) -> float:
        """Points to be had, all exercises."""
        return sum(exercise.max for exercise in self.exercises)

    @property
    def decisions(self) -> list[Repair]:
        """What was decided about the files that were handed in."""
        return [repair for repair in self.repairs if repair.kind in HANDING_IN]

    @property
    def mended(self) -> list[Repair]:
        """What was put right in the notebook."""
        return [repair for repair in self.repairs if repair.kind not in HANDING_IN]

    @property
    def final(self) -> bool:
        """False while any verdict is a fault of ours: such a record is run again and never published."""
        return all(exercise.final for exercise in self.exercises)

    def standing(self, keys: dict[str, str]) -> dict[str, ExerciseResult]:
        """The results that still stand when ``keys`` are those of the exercises now.

        None where a cell or an answer ended a box: what was examined next to it then decided, too.
        """
        if self.boxes > 1:
            return {}
        return {each.exercise: each for each in self.exercises if each.verdict.final and _stands(each, keys)}


def _stands(result: ExerciseResult, keys: dict[str, str]) -> bool:
    return bool(result.key) and keys.get(result.exercise) == result.key


def to_json(record: Record | ExerciseResult) -> bytes:
    """One line of JSON."""
    return msgspec.json.encode(record)


def from_json(line: bytes | str) -> Record:
    """The record in one line of JSON; raises msgspec.ValidationError or msgspec.DecodeError."""
    return msgspec.json.decode(line, type=Record)
