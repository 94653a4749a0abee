"""The append-only file of records: one JSON line each, flushed to the disk before anybody relies on it.

A line that a crash tore is ignored, and cut off by the next append. No record is ever rewritten: the last one of
a learner counts, and the earlier ones tell what a changed exam changed. A learner who is renamed, merged into another
or gone is one more line, which says whose the records before it are from then on.
"""

import datetime
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
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


class _Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From here on what was recorded of ``moved`` is ``to``'s; nobody's where that is None."""

    moved: str
    to: str | None
    when: str = ""


class _When(msgspec.Struct, frozen=True):
    when: str = ""


@dataclass(frozen=True)
class Entry:
    """A record, when it was written (UTC; "" where the line does not say), and under which name."""

    record: Record
    when: str
    written_as: str


@dataclass(frozen=True)
class _Place:
    offset: int
    length: int
    learner: str


class Journal:
    """Records by key and by learner. Memory holds their offsets only; others may append meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damaged_lines = 0
        self._read_to = 0
        self._final: dict[tuple[str, str], _Place] = {}
        self._of_learner: dict[tuple[str, str], list[_Place]] = {}
        self._retired: dict[str, list[_Place]] = {}

    def append(self, record: Record) -> None:
        """Returns once the record is on the disk, with the moment in front: no part of the record itself."""
        self._append(b'{"when":"%s",%s' % (_now().encode(), to_json(record).removeprefix(b"{")))

    def move(self, learner: str, to: str | None) -> None:
        """What was recorded of a learner is another's from now on; nobody's where ``to`` is None."""
        self._append(msgspec.json.encode(_Move(learner, to, _now())))

    def _append(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        created = not self.path.exists()
        with open(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _mend(file)
            file.write(line + b"\n")
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
        return self._load(next(reversed(self._of_learner.get((topic, learner), [])), None))

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

    def learners(self) -> set[str]:
        """Everybody of whom something is recorded and who was not retired."""
        self._catch_up()
        return {learner for _, learner in self._of_learner}

    def history(self, learner: str) -> list[Entry]:
        """All that was ever recorded of a learner, retired or not, oldest first."""
        self._catch_up()
        places = [place for (_, name), places in self._of_learner.items() if name == learner for place in places]
        places += self._retired.get(learner, [])
        return [
            Entry(record, *self._written(place))
            for place in sorted(places, key=lambda each: each.offset)
            if (record := self._load(place)) is not None
        ]

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
            if line.startswith(b'{"moved":'):
                return self._moved(msgspec.json.decode(line, type=_Move))
            head = msgspec.json.decode(line, type=_Head)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.damaged_lines += 1
            return
        place = _Place(offset, len(line), head.learner)
        self._of_learner.setdefault((head.topic, head.learner), []).append(place)
        if all(exercise.verdict.final for exercise in head.exercises):
            self._final[head.key, head.learner] = place

    def _moved(self, move: _Move) -> None:
        """What the other had already stays the latest of theirs."""
        for topic, learner in [key for key in self._of_learner if key[1] == move.moved]:
            places = self._of_learner.pop((topic, learner))
            if move.to is None:
                self._retired.setdefault(learner, []).extend(places)
            else:
                places = [replace(place, learner=move.to) for place in places]
                self._of_learner[topic, move.to] = places + self._of_learner.get((topic, move.to), [])
        for key, learner in [found for found in self._final if found[1] == move.moved and move.to is not None]:
            place = self._final.pop((key, learner))
            self._final.setdefault((key, move.to or ""), replace(place, learner=move.to or ""))

    def _written(self, place: _Place) -> tuple[str, str]:
        with self.path.open("rb") as file:
            file.seek(place.offset)
            line = file.read(place.length)
        return msgspec.json.decode(line, type=_When).when, msgspec.json.decode(line, type=_Head).learner

    def _load(self, place: _Place | None) -> Record | None:
        if place is None:
            return None
        with self.path.open("rb") as file:
            file.seek(place.offset)
            record = from_json(file.read(place.length))
        return record if record.learner == place.learner else msgspec.structs.replace(record, learner=place.learner)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


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
