"""What goes to a worker: a staged notebook, the settings of its course, and the key that its grade is kept under.

Nothing here imports torch: who only sends work and reads records starts at once.
"""

import hashlib
import hmac
import importlib.metadata
import platform
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import TypeGuard

import msgspec

from autograder.notebook import ExamineCell, Plan, RunCell, SkipCell, Step
from autograder.records import ExerciseResult, Record, Repair
from autograder.sandbox.tiers import Tier
from autograder.topics import Topic

KEY_VERSION = 4


class Submission(msgspec.Struct, frozen=True):
    """One staged notebook on its way to a worker; ``problem`` says why what was handed in could not be read.

    ``keys``: of each exercise, the key that its result gets. ``earlier``: a record of the learner's, of which the
    results with the same keys stand and are not examined again.
    """

    key: str
    learner: str
    topic: str
    notebook: bytes
    problem: str | None = None
    repairs: list[Repair] = []
    notes: list[str] = []
    keys: dict[str, str] = {}
    earlier: Record | None = None

    @property
    def standing(self) -> dict[str, ExerciseResult]:
        """The results that need not be examined again."""
        return {} if self.earlier is None else self.earlier.standing(self.keys)


@dataclass(frozen=True)
class Settings:
    """What a worker must know of a course. The seed travels in messages, never in arguments or the environment."""

    topic: str
    master: bytes
    tier: Tier
    seed: str = field(repr=False)
    max_boxes: int = 12


def exercise_keys(its_plan: Plan, problem: str | None, topic: Topic, settings: Settings) -> dict[str, str]:
    """Of each exercise the hash of all that its result depends on: the same key, the same result.

    Of the notebook that is what runs, and where in it the exercise is examined; of the master nothing but what it
    made of that. So prose may be reworded and an exercise come or go, and the results of the others stand.
    """
    common = {
        "key": KEY_VERSION,
        "runs": _running(its_plan),
        "problem": problem,
        "language": its_plan.language,
        "seed": settings.seed,
        "limits": asdict(topic.limits),
        "device": topic.device,
        "tier": settings.tier.value,
        "boxes": settings.max_boxes,
        **versions(),
    }
    base, places = _hash(common), _places(its_plan)
    return {
        name: _hash([base, places[name], spec.follow_through, topic.versions[name]])
        for name, spec in topic.exercises.items()
        if name in places
    }


def challenge_seed(its_plan: Plan, settings: Settings) -> str:
    """What one notebook's challenges are drawn from: the course's secret seed, and all that runs in the notebook.

    So the same code is asked the same whoever hands it in, and a table of what another notebook was asked is of no
    use: it is other code, which is asked about other numbers.
    """
    message = msgspec.json.encode(_running(its_plan))
    return hmac.new(settings.seed.encode(), message, hashlib.sha256).hexdigest()


def record_key(notebook: bytes, keys: dict[str, str]) -> str:
    """The hash of what was handed in and of what each of its results depends on: the same key, the same record."""
    return _hash([hashlib.sha256(notebook).hexdigest(), sorted(keys.items())])


def unchanged(submission: Submission) -> Record | None:
    """The record of a submission of which every result stands: nothing need be examined. None where one does not."""
    earlier, standing = submission.earlier, submission.standing
    if earlier is None or not submission.keys or set(standing) != set(submission.keys):
        return None
    return msgspec.structs.replace(
        earlier,
        key=submission.key,
        exercises=[standing[name] for name in submission.keys],
        repairs=[*submission.repairs, *(each for each in earlier.repairs if each.kind == "package")],
        notes=submission.notes,
    )


def _running(its_plan: Plan) -> list[tuple[str, str, bool]]:
    return [(step.cell_id, step.source, isinstance(step, RunCell)) for step in its_plan.steps if _runs(step)]


def _runs(step: Step) -> TypeGuard[RunCell | SkipCell]:
    """Demos too: they run where an answer asks for a name that only a demo defines."""
    return isinstance(step, RunCell) or (isinstance(step, SkipCell) and step.why == "demo")


def _places(its_plan: Plan) -> dict[str, int]:
    """Of each exercise, how many cells run before it is examined."""
    found, before = dict[str, int](), 0
    for step in its_plan.steps:
        before += _runs(step)
        if isinstance(step, ExamineCell):
            found.setdefault(step.exercise, before)
    return found


def _hash(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def grades_depend_on(topic: Topic, tier: Tier) -> dict[str, str]:
    """What must be equal on two machines for the same submission to get the same grade on both."""
    return {"tier": tier.value, "device": topic.device, "exam": topic.version, **versions()}


@cache
def versions() -> dict[str, str]:
    """What computes the answers and their references, besides our own code: Python, torch, numpy."""
    packages = {name: importlib.metadata.version(name) for name in ("torch", "numpy")}
    return {"python": platform.python_version(), **packages}
