"""Which platform an archive comes from: one reader for the whole of it, by the names that the platform itself writes.

A reader is taken when it can read more than half of the outermost names, the one that reads most of them first. A
learner makes no such names but in the way of the platform, so nobody turns the archive into another's.
"""

from collections.abc import Sequence

from autograder.platforms.base import Parts, Place, Reader, Reads
from autograder.platforms.blackboard import Blackboard
from autograder.platforms.brightspace import Brightspace
from autograder.platforms.canvas import Canvas
from autograder.platforms.github_classroom import GitHubClassroom
from autograder.platforms.gradescope import Gradescope
from autograder.platforms.moodle import Moodle
from autograder.platforms.nbgrader import NbGrader
from autograder.platforms.plain import Plain
from autograder.platforms.sakai import Sakai

__all__ = ["NAMES", "READERS", "Canvas", "Parts", "Place", "Reader", "Reads", "choose", "fits", "named"]

READERS: tuple[type[Reader], ...] = (
    Moodle, Blackboard, Brightspace, Gradescope, Sakai, NbGrader, GitHubClassroom, Canvas, Plain,
)  # fmt: skip
NAMES = tuple(reader.name for reader in READERS)


def named(name: str, origin: str, topic: str) -> Reader:
    """The reader of that name; KeyError for another."""
    return {reader.name: reader for reader in READERS}[name](origin, topic)


def choose(paths: Sequence[Parts], origin: str, topic: str) -> Reader | None:
    """The reader that fits most of the outermost names, and more than half of them; plain when no platform does."""
    readers = [kind(origin, topic) for kind in READERS]
    shares = {reader.name: fits(reader, paths) for reader in readers}
    platforms = [reader for reader in readers if reader.name != Plain.name and shares[reader.name] > reader.least]
    if platforms:
        return max(platforms, key=lambda reader: shares[reader.name])
    return readers[-1] if shares[Plain.name] > Plain.least else None


def fits(reader: Reader, paths: Sequence[Parts]) -> float:
    """The share of outermost names that the platform could have written: a name counts once, whatever is in it."""
    rooted = reader.rooted and len({path[0] for path in paths}) == 1
    if reader.name == Sakai.name and not rooted:
        return 0.0
    outermost: dict[Parts, bool] = {}
    for path in paths:
        key = path[: 2 if rooted else 1]
        outermost[key] = outermost.get(key, False) or reader.place(path) is not None
    return sum(outermost.values()) / len(outermost) if outermost else 0.0
