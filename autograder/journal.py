"""The append-only file of records: one JSON line each, flushed to the disk before anybody relies on it.

A line that a crash tore is ignored, and cut off by the next append. No record is ever rewritten: the last one of
a learner counts, and the earlier ones tell what a changed exam changed.
"""

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from autograder.records import ExerciseResult, Record, Repair, from_json, to_json


class _Head(msgspec.Struct, frozen=True):
    """The part of a record that the index needs; decoding skips the rest."""

    key: str
    learner: str
    topic: str
    exercises: list[ExerciseResult]
    repairs: list[Repair] = []


@dataclass(frozen=True)
class _Place:
    offset: int
    length: int


class Journal:
    """Records by key and by learner. Memory holds their offsets only; others may append meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damaged_lines = 0
        self._read_to = 0
        self._final: dict[tuple[str, str], _Place] = {}
        self._of_learner: dict[tuple[str, str], list[_Place]] = {}

    def append(self, record: Record) -> None:
        """Returns once the record is on the disk."""
        line = to_json(record) + b"\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        created = not self.path.exists()
        with open(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _mend(file)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if created:
            _sync_folder(self.path.parent)

    def find(self, key: str, learner: str) -> Record | None:
        """The final record with this key, or None: a grader fault is never found, so it is graded again."""
        self._catch_up()
        return self._load(self._final.get((key, learner)))

    def latest(self, learner: str, topic: str) -> Record | None:
        """What was last recorded for a learner, final or not."""
        self._catch_up()
        return self._load(self._of_learner.get((topic, learner), [None])[-1])

    def latest_final(self, learner: str, topic: str) -> Record | None:
        """The last record that is a judgement and not a fault of ours."""
        self._catch_up()
        for place in reversed(self._of_learner.get((topic, learner), [])):
            record = self._load(place)
            if record is not None and record.final:
                return record
        return None

    def of_topic(self, topic: str) -> list[Record]:
        """The latest record of each learner, by learner."""
        self._catch_up()
        learners = sorted(learner for its_topic, learner in self._of_learner if its_topic == topic)
        found = (self.latest(learner, topic) for learner in learners)
        return [record for record in found if record is not None]

    def __iter__(self) -> Iterator[Record]:
        """Every readable record, oldest first."""
        self._catch_up()
        places = sorted((place for all_ in self._of_learner.values() for place in all_), key=lambda p: p.offset)
        return (record for record in map(self._load, places) if record is not None)

    def _catch_up(self) -> None:
        """Indexes the whole lines that were added since the last look."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._read_to)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # torn, or being written: look again next time
                self._index(line, self._read_to)
                self._read_to += len(line)

    def _index(self, line: bytes, offset: int) -> None:
        try:
            head = msgspec.json.decode(line, type=_Head)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.damaged_lines += 1
            return
        place = _Place(offset, len(line))
        self._of_learner.setdefault((head.topic, head.learner), []).append(place)
        if all(exercise.verdict.final for exercise in head.exercises):
            self._final[head.key, head.learner] = place

    def _load(self, place: _Place | None) -> Record | None:
        if place is None:
            return None
        with self.path.open("rb") as file:
            file.seek(place.offset)
            return from_json(file.read(place.length))


def _mend(file: BinaryIO) -> None:
    """Leaves the file's position at its end, after a newline: what a crash left of a last line is cut off."""
    end = file.seek(0, os.SEEK_END)
    position = end
    while position > 0:
        start = max(0, position - 65536)
        file.seek(start)
        newline = file.read(position - start).rfind(b"\n")
        if newline >= 0:
            position = start + newline + 1
            break
        position = start
    if position != end:
        file.truncate(position)
    file.seek(position)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
