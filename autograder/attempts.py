"""All that a learner handed in for a topic, kept beside the notebook that is graded.

    submitted/LEARNER/TOPIC/NOTEBOOK.ipynb      the one that stands for the others
    submitted/LEARNER/TOPIC/timestamp.txt       when it was handed in, where that is sure
    submitted/LEARNER/TOPIC/attempts/           every one as it came, by the hash of its bytes, and attempts.json

Several whose answers differ are all examined, and the best counts (``c.HandingIn.counts = "latest"``: the newest).
The folder may be a learner's own, brought by nbgrader: what ``attempts.json`` says is checked and never trusted as a
path.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from autograder.files import write_whole
from autograder.reading import MAX_NOTEBOOK_MB, UnreadableError, read_whole
from autograder.recognise import Seen, State
from autograder.times import When

FOLDER, LIST = "attempts", "attempts.json"
MAX_ATTEMPTS = 100
MAX_LIST_BYTES = 2**20
KEPT = re.compile(r"[0-9a-f]{16}\.ipynb")
TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"
RANK: dict[State, int] = {"other topic": 0, "untouched": 1, "unreadable": 2, "unrecognised": 3, "answered": 4}


class Attempt(msgspec.Struct, frozen=True):
    """One file. ``file``: its path as the learner knew it; ``kept``: its name here; ``named``: it is called right."""

    file: str
    kept: str
    state: State
    topic: str = ""
    digest: str = ""
    named: bool = False
    time: datetime | None = None
    doubt: str = ""
    late: bool = False
    platform: str = ""

    @property
    def when(self) -> When:
        """The moment, and how far it can be trusted."""
        return When(self.time, self.doubt) if self.time or self.doubt else When()


def attempt(file: str, kept: str, seen: Seen, when: When, **about: object) -> Attempt:
    """One file as it is written down."""
    whole = {"file": file[:1000], "kept": kept, "state": seen.state, "topic": seen.topic, "digest": seen.digest}
    return msgspec.convert({**whole, "time": when.at, "doubt": when.doubt, **about}, Attempt)


def kept_name(data: bytes) -> str:
    """The name under which these bytes are kept."""
    return f"{hashlib.sha256(data).hexdigest()[:16]}.ipynb"


def load(folder: Path) -> list[Attempt]:
    """The attempts of a learner's folder, oldest first; none where nothing readable says so."""
    try:
        data = read_whole(folder / FOLDER, LIST, MAX_LIST_BYTES)
        found = msgspec.json.decode(data, type=list[Attempt])
    except (UnreadableError, msgspec.DecodeError, UnicodeDecodeError):
        return []
    return [each for each in found[:MAX_ATTEMPTS] if KEPT.fullmatch(each.kept)]


def read(folder: Path, kept: str) -> bytes:
    """The bytes of one attempt. Raises UnreadableError."""
    if not KEPT.fullmatch(kept):
        raise UnreadableError("no name of an attempt")
    return read_whole(folder / FOLDER, kept, MAX_NOTEBOOK_MB * 2**20)


def save(folder: Path, attempts: Sequence[Attempt], data: Mapping[str, bytes]) -> None:
    """Writes the list and whatever of ``data`` (kept name → bytes) is not there yet. Raises OSError."""
    inner = folder / FOLDER
    if inner.is_symlink():
        raise UnreadableError(f"{inner} is a link. Remove it and collect again.")
    inner.mkdir(parents=True, exist_ok=True)
    for kept, content in data.items():
        if KEPT.fullmatch(kept):
            write_whole(inner / kept, content)
    write_whole(inner / LIST, msgspec.json.format(msgspec.json.encode(list(attempts)), indent=1))


def chosen(attempts: Sequence[Attempt]) -> Attempt | None:
    """The one that stands for the others: answered before untouched before another topic's, then the newest."""
    places = range(len(attempts))
    at = max(places, key=lambda i: (RANK[attempts[i].state], attempts[i].named, i), default=None)
    return None if at is None else attempts[at]


def likeliest(attempts: Sequence[Attempt]) -> list[Attempt]:
    """As many as are kept, in their order: those that could be chosen first, then the newest."""
    places = sorted(range(len(attempts)), key=lambda i: (RANK[attempts[i].state], attempts[i].named, i))
    return [attempts[i] for i in sorted(places[-MAX_ATTEMPTS:])]


def to_examine(attempts: Sequence[Attempt], counts: str) -> list[Attempt]:
    """The chosen one first, then, where the best counts, all others with answers of their own, newest first."""
    first = chosen(attempts)
    if first is None:
        return []
    found = {first.digest: first}
    if counts == "best" and first.state == "answered":
        for each in reversed(attempts):
            if each.state == "answered":
                found.setdefault(each.digest, each)
    return list(found.values())


def stamp(folder: Path, when: When) -> None:
    """``timestamp.txt`` where the moment is sure, and none where it is not: nbgrader makes penalties from it."""
    path, text = folder / "timestamp.txt", stamp_text(when)
    if text is not None:
        write_whole(path, f"{text}\n".encode())
    else:
        path.unlink(missing_ok=True)


def stamp_text(when: When) -> str | None:
    """A sure moment in nbgrader's words."""
    return when.at.astimezone(UTC).strftime(TIME_FORMAT) if when.at is not None and when.sure else None
