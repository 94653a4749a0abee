"""What a reader of a platform's archive is: paths in, owners out.

An owner is read from the platform's own component of a path, never from anything below it, which the learner wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from autograder.identity import Owner
from autograder.reading import UnreadableError

Parts = tuple[str, ...]
Reads = Mapping[Parts, Callable[[int], bytes]]
Kind = Literal["file", "text", "link", "own"]

OWN_FILE_MB = 64  # Gradescope's metadata holds what every submission printed


@dataclass(frozen=True)
class Place:
    """What a path says. ``file``: the learner's own part of it; ``kind``: ``own`` is a file of the platform itself.

    ``time`` without a zone is the platform's local time. ``order``: a larger one was handed in later. ``problem``
    says why the owner cannot be told.
    """

    owner: Owner | None
    file: Parts = ()
    kind: Kind = "file"
    time: datetime | None = None
    late: bool = False
    order: int = 0
    problem: str = ""


class Reader:
    """One platform. ``columns``: those of the roster that its numbers and accounts are looked up in.

    ``rooted``: the platform may put one folder around everything. ``least``: it is taken only when it fits more than
    this share of the outermost names. ``origin``: the name of the archive or folder, without its extension.
    ``topic``: what is being collected.
    """

    name = ""
    columns: tuple[str, ...] = ()
    rooted = False
    least = 0.5

    def __init__(self, origin: str = "", topic: str = "") -> None:
        self.origin, self.topic = origin, topic

    def place(self, parts: Parts) -> Place | None:
        """What the platform says of this path; None for a path that it never writes."""
        raise NotImplementedError

    def learn(self, files: Reads) -> None:
        """Reads the platform's own files, where there are any, before the paths are placed again."""


def text_of(read: Callable[[int], bytes], limit_mb: int = 1) -> str:
    """A file of the platform's own as text; empty when it cannot be read, so that nobody's file stops the others."""
    try:
        return read(limit_mb * 2**20).decode("utf-8-sig", errors="replace")
    except (UnreadableError, OSError):
        return ""
