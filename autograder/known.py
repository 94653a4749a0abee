"""Which files led to which record: a class in which nothing is new is recognised without staging anybody.

Only a shortcut. Whoever it does not know is staged and looked for in the journal, and without its file it all works.
"""

import hashlib
import os
from dataclasses import asdict
from pathlib import Path

import msgspec

from autograder import attempts, reading, staging
from autograder.desk import Desk, staged_folder
from autograder.files import write_whole
from autograder.reading import MAX_NOTEBOOK_MB, UnreadableError
from autograder.records import Record
from autograder.submission import versions
from autograder.versions import imported_from


class Known:
    """What is known of one topic's class; kept beside the staged copies."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._path = desk.course.staged / f".known-{desk.topic.name}.json"
        self._base = _base(desk)
        self._keys = _load(self._path)
        self._fresh: dict[str, str] = {}

    def fingerprint(self, found: staging.HandedIn) -> str | None:
        """A hash of all that a learner handed in, and of what it is graded with; None where it cannot be read."""
        module = self._desk.topic.module
        try:
            names = sorted(os.listdir(found.folder))[: staging.MAX_FILES_LISTED]
            parts = [found.learner.encode(), *map(os.fsencode, names)]
            parts.append(reading.read_whole(found.folder, f"{module}.ipynb", MAX_NOTEBOOK_MB * 2**20))
            if "timestamp.txt" in names:
                parts.append(reading.read_whole(found.folder, "timestamp.txt", 2**20))
            if attempts.FOLDER in names:
                parts.append(reading.read_whole(found.folder / attempts.FOLDER, attempts.LIST, attempts.MAX_LIST_BYTES))
        except (OSError, UnreadableError):
            return None
        digests = [self._base, *(hashlib.sha256(part).digest() for part in parts)]
        return hashlib.sha256(b"".join(digests)).hexdigest()

    def record(self, found: staging.HandedIn, fingerprint: str | None) -> Record | None:
        """The learner's latest record, if it is final and of these very files."""
        key = self._keys.get(fingerprint or "")
        record = self._desk.journal.latest(found.learner, self._desk.topic.name) if key else None
        copy = staged_folder(self._desk.course, self._desk.topic, found.learner) / f"{self._desk.topic.module}.ipynb"
        if record is None or record.key != key or not record.final or not copy.is_file():
            return None
        self.note(fingerprint, record)
        return record

    def note(self, fingerprint: str | None, record: Record) -> None:
        """These files led to this record."""
        if fingerprint is not None:
            self._fresh[fingerprint] = record.key

    def save(self) -> None:
        """Keeps what was noted, for the next run."""
        if self._fresh != self._keys and self._path.parent.is_dir():
            write_whole(self._path, msgspec.json.encode(self._fresh), mode=0o600)


def _base(desk: Desk) -> bytes:
    """What makes a staged copy and its keys of a file: the topic with its exams, the settings, and the desk's code."""
    settings = {**asdict(desk.settings), "master": hashlib.sha256(desk.settings.master).hexdigest()}
    about = [settings, desk.course.counts, desk.topic.version, versions()]
    code = [path.read_bytes() for path in sorted(imported_from([Path(__file__).with_name("desk.py")]))]
    return hashlib.sha256(b"\0".join([msgspec.json.encode(about, order="sorted"), *code])).digest()


def _load(path: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        return {}
