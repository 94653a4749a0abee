"""A whole class by one command: stage, examine what the journal lacks, and write the marks meanwhile.

Workers never touch the gradebook: one writer, here, after the record is in the journal. Killed at any moment and
started again, it ends with the same gradebook, and no notebook is examined twice.
"""

import errno
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder import staging
from autograder.course import Course
from autograder.desk import Desk, Option
from autograder.gradebook import GradebookWriter
from autograder.gradebook_file import alone
from autograder.known import Known
from autograder.marking import Marks
from autograder.progress import OnProgress, Reporter
from autograder.records import Record
from autograder.sandbox.tiers import Tier
from autograder.submission import Submission

if TYPE_CHECKING:
    from autograder.runners.cluster import Cluster

TOLERANCE = 1e-9
# No learner's matter, and the same for the next: the disk, descriptors, memory.
OURS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)


@dataclass(frozen=True)
class Change:
    """A mark that is another than the one last recorded; None where the exercise was not there, or is no more."""

    learner: str
    exercise: str
    before: float | None
    after: float | None

    def __str__(self) -> str:
        marks = ("–" if mark is None else f"{mark:g}" for mark in (self.before, self.after))
        return f"{self.learner} {self.exercise}: {' → '.join(marks)}"


@dataclass(frozen=True)
class Summary:
    """What a run did. ``records``: the latest of each learner; ``refused``: what could not be staged, and why."""

    topic: str
    records: list[Record]
    examined: int
    reused: int
    written: int
    changes: list[Change] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def faults(self) -> list[Record]:
        """Records that wait to be examined again: publishing waits for them."""
        return [record for record in self.records if not record.final]


def grade_class(
    topic: str,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    *,
    course: Course | None = None,
    tier: Tier | None = None,
    dry_run: bool = False,
    cluster: "Cluster | None" = None,
) -> Summary:
    """Grades everyone who has handed in ``topic``. ``workers``: as many as there are cores unless given.

    ``cluster``: where workers run, if not as processes of this machine.

    ``dry_run``: examines, so that the summary tells what would change, and leaves the course as it is.
    Raises CourseError, TopicError or FileNotFoundError when there is nothing to grade with or nobody to grade;
    RunnerError when no worker can be started; GradebookError where the gradebook cannot be used, or another process
    grades. One bad submission stops nothing.
    """
    course = course or Course.load()
    if dry_run:
        with course.shadow() as shadow:
            return _grade_class(topic, workers, on_progress, shadow, tier, cluster, writes=False)
    with alone(course):
        return _grade_class(topic, workers, on_progress, course, tier, cluster, writes=True)


def _grade_class(
    topic: str,
    workers: int | None,
    on_progress: OnProgress | None,
    course: Course,
    tier: Tier | None,
    cluster: "Cluster | None",
    writes: bool,
) -> Summary:
    started = time.monotonic()
    desk = Desk(course, topic, tier)
    folders = staging.submissions(course.submitted, desk.topic.name)
    writer = GradebookWriter(desk.course, desk.topic.name)
    marks = Marks(writer)
    queue = _Queue(desk, folders, marks if writes else None, Reporter(len(folders), on_progress))
    with desk.runner(workers or len(os.sched_getaffinity(0)), cluster) as runner:
        for record in runner.grade(queue.lacking()):
            desk.journal.append(record)
            queue.examined(record)
    queue.known.save()
    if writes:
        marks.finish()
    return Summary(
        topic=desk.topic.name,
        records=[queue.latest[each.learner] for each in folders if each.learner in queue.latest],
        examined=queue.n_examined,
        reused=queue.n_reused,
        written=marks.written,
        changes=queue.changes,
        refused=queue.refused,
        unwritten=marks.problems,
        notes=writer.notes,
        seconds=time.monotonic() - started,
    )


class _Queue:
    """Everybody's way through the desk: staged when their turn comes, settled when all they handed in is examined.

    So that of a class of ten thousand no more is in memory than what is under way, and the records.
    """

    def __init__(self, desk: Desk, folders: Sequence[staging.HandedIn], marks: Marks | None, report: Reporter) -> None:
        self._desk, self._folders, self._marks, self._report = desk, folders, marks, report
        self._open: dict[str, tuple[list[Option], dict[str, Record], str | None]] = {}
        self.known = Known(desk)
        self.latest: dict[str, Record] = {}
        self.changes: list[Change] = []
        self.refused: list[str] = []
        self.n_examined = self.n_reused = 0

    def lacking(self) -> Iterator[Submission]:
        """What the journal has no record of; whoever lacks nothing is settled on the way."""
        for found in self._folders:
            fingerprint = self.known.fingerprint(found) if found.problem is None else None
            if (record := self.known.record(found, fingerprint)) is not None:
                self.n_reused += 1
                self._take(record)
                self._report.known()
                continue
            options = self._staged(found)
            fingerprint = fingerprint if len(options) == 1 else None
            known = {each.key: record for each in options if (record := self._desk.known(each.submission)) is not None}
            missing = {each.key: each.submission for each in options if each.key not in known}
            self.n_reused += len(options) - len(missing)
            if missing:
                self._open[found.learner] = options, known, fingerprint
                yield from missing.values()
                continue
            if options:
                self._settle(options, known, fingerprint)
            self._report.known()

    def examined(self, record: Record) -> None:
        """Takes a record that is in the journal."""
        options, records, fingerprint = self._open[record.learner]
        records[record.key] = record
        self.n_examined += 1
        if all(each.key in records for each in options):
            del self._open[record.learner]
            self._settle(options, records, fingerprint)
            self._report.examined(record.learner)

    def _settle(self, options: list[Option], records: dict[str, Record], fingerprint: str | None) -> None:
        record = self._desk.settle(options, [records[each.key] for each in options])
        self.changes += changes(options[0].submission.earlier, record)
        self.known.note(fingerprint, record)
        self._take(record)

    def _take(self, record: Record) -> None:
        self.latest[record.learner] = record
        if self._marks is not None:
            self._marks.add(record)

    def _staged(self, found: staging.HandedIn) -> list[Option]:
        """Clean copies of what one learner handed in; none where it was refused."""
        if found.problem is not None:
            self.refused.append(found.problem)
            return []
        try:
            return self._desk.stage(found)
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno in OURS:
                raise
            self.refused.append(f"{found.learner}: could not be staged, and was not graded: {error}")
            return []


def changes(before: Record | None, after: Record) -> list[Change]:
    """The marks that differ from those last recorded; a fault of ours changes none."""
    if before is None or not after.final:
        return []
    old, new = ({each.exercise: each.score for each in record.exercises} for record in (before, after))
    return [
        Change(after.learner, name, old.get(name), new.get(name))
        for name in {**new, **old}
        if name not in old or name not in new or abs(old[name] - new[name]) > TOLERANCE
    ]
