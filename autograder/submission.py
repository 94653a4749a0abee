"""What goes to a worker: a staged notebook, the settings of its course, and the key that its grade is kept under.

Nothing here imports torch: who only sends work and reads records starts at once.
"""

import hashlib
import importlib.metadata
import platform
from dataclasses import asdict, dataclass, field
from functools import cache

import msgspec

from autograder.records import Repair
from autograder.sandbox.tiers import Tier
from autograder.topics import Topic

KEY_VERSION = 2


class Submission(msgspec.Struct, frozen=True):
    """One staged notebook on its way to a worker; ``problem`` says why what was handed in could not be read."""

    key: str
    learner: str
    topic: str
    notebook: bytes
    problem: str | None = None
    repairs: list[Repair] = []
    notes: list[str] = []


@dataclass(frozen=True)
class Settings:
    """What a worker must know of a course. The seed travels in messages, never in arguments or the environment."""

    topic: str
    master: bytes
    tier: Tier
    seed: str = field(repr=False)
    max_boxes: int = 12


def record_key(notebook: bytes, problem: str | None, topic: Topic, settings: Settings) -> str:
    """The hash of all that a grade depends on: the same key, the same grade."""
    parts = {
        "key": KEY_VERSION,
        "notebook": hashlib.sha256(notebook).hexdigest(),
        "problem": problem,
        "exam": topic.version,
        "master": hashlib.sha256(settings.master).hexdigest(),
        "seed": settings.seed,
        "limits": asdict(topic.limits),
        "device": topic.device,
        "tier": settings.tier.value,
        "boxes": settings.max_boxes,
        **versions(),
    }
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()


@cache
def versions() -> dict[str, str]:
    """What computes the answers and their references, besides our own code: Python, torch, numpy."""
    packages = {name: importlib.metadata.version(name) for name in ("torch", "numpy")}
    return {"python": platform.python_version(), **packages}
