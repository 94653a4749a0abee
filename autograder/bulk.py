"""A whole class by one command: stage, examine what the journal lacks, then let nbgrader write the marks.

Workers never touch the gradebook: one writer, here, after the record is in the journal. Killed at any moment and
started again, it ends with the same gradebook, and no notebook is examined twice.
"""

import errno
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from autograder import staging
from autograder.course import Course
from autograder.desk import Desk, Option
from autograder.gradebook import GradebookWriter
from autograder.gradebook_file import alone, opened
from autograder.records import Record
from autograder.sandbox.tiers import Tier
from autograder.submission import Submission

TOLERANCE = 1e-9
# No learner's matter, and the same for the next: the disk, descriptors, memory.
OURS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)


@dataclass(frozen=True)
class ClassProgress:
    """After each step: how far the class is. ``left_s`` is None until there is a rate to go by."""

    phase: str  # "examining" or "writing marks"
    done: int
    total: int
    learner: str
    per_minute: float
    left_s: float | None


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


OnProgress = Callable[[ClassProgress], None]


def grade_class(
    topic: str,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    *,
    course: Course | None = None,
    tier: Tier | None = None,
    dry_run: bool = False,
) -> Summary:
    """Grades everyone who has handed in ``topic``. ``workers``: as many as there are cores unless given.

    ``dry_run``: examines, so that the summary tells what would change, and leaves the course as it is.
    Raises CourseError, TopicError or FileNotFoundError when there is nothing to grade with or nobody to grade;
    RunnerError when no worker can be started; GradebookError where the gradebook cannot be used, or another process
    grades. One bad submission stops nothing.
    """
    course = course or Course.load()
    if dry_run:
        with course.shadow() as shadow:
            return _grade_class(topic, workers, on_progress, shadow, tier, writes=False)
    with alone(course):
        return _grade_class(topic, workers, on_progress, course, tier, writes=True)


def _grade_class(
    topic: str, workers: int | None, on_progress: OnProgress | None, course: Course, tier: Tier | None, writes: bool
) -> Summary:
    started = time.monotonic()
    desk = Desk(course, topic, tier)
    learners, refused = stage_class(desk)
    submissions = [option.submission for options in learners.values() for option in options]
    before = {learner: desk.journal.latest_final(learner, desk.topic.name) for learner in learners}
    records, lacking = examine(desk, submissions, workers, on_progress)
    latest = [
        desk.settle(options, [records[learner, option.submission.key] for option in options])
        for learner, options in learners.items()
    ]
    writer = GradebookWriter(desk.course, desk.topic.name)
    written, unwritten = write_marks(writer, latest, on_progress) if writes else (0, [])
    return Summary(
        topic=desk.topic.name,
        records=latest,
        examined=lacking,
        reused=len(submissions) - lacking,
        written=written,
        changes=[change for record in latest for change in changes(before[record.learner], record)],
        refused=refused,
        unwritten=unwritten,
        notes=writer.notes,
        seconds=time.monotonic() - started,
    )


def examine(
    desk: Desk, submissions: Sequence[Submission], workers: int | None, on_progress: OnProgress | None
) -> tuple[dict[tuple[str, str], Record], int]:
    """Everybody's records, by learner and key, and how many of them the journal lacked."""
    records = {(each.learner, each.key): record for each in submissions if (record := desk.known(each)) is not None}
    lacking = [each for each in submissions if (each.learner, each.key) not in records]
    report = _Reporter("examining", len(lacking), on_progress)
    with desk.runner(workers or len(os.sched_getaffinity(0))) as runner:
        for record in runner.grade(lacking):
            desk.journal.append(record)
            records[record.learner, record.key] = record
            report.step(record.learner)
    return records, len(lacking)


def stage_class(desk: Desk) -> tuple[dict[str, list[Option]], list[str]]:
    """Everyone's clean copies, by learner; and, for folders that are no learner's, what to do about them."""
    staged, refused = dict[str, list[Option]](), []
    for found in staging.submissions(desk.course.submitted, desk.topic.name):
        if found.problem is not None:
            refused.append(found.problem)
            continue
        try:
            staged[found.learner] = desk.stage(found)
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno in OURS:
                raise
            refused.append(f"{found.learner}: could not be staged, and was not graded: {error}")
    return staged, refused


def write_marks(
    writer: GradebookWriter, records: Sequence[Record], on_progress: OnProgress | None = None
) -> tuple[int, list[str]]:
    """Lets nbgrader autograde whoever's latest record is not in the gradebook yet: how many, and what failed."""
    writer.ensure_assignment()
    due = [record for record in records if not writer.holds(record)]
    report = _Reporter("writing marks", len(due), on_progress)
    failed, left = [], list[Record]()
    with opened(writer.course) as gradebook:
        for record in due:
            if writer.amend(gradebook, record):
                report.step(record.learner)
            else:
                left.append(record)
    for record in left:
        problem = writer.write(record)
        if problem is not None:
            failed.append(f"{record.learner}: nbgrader could not write the marks: {problem}")
        report.step(record.learner)
    return len(due) - len(failed), failed


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


class _Reporter:
    """Counts steps and tells how fast they go."""

    def __init__(self, phase: str, total: int, tell: OnProgress | None) -> None:
        self._phase, self._total, self._tell = phase, total, tell
        self._began, self._done = time.monotonic(), 0
        self._say("")

    def step(self, learner: str) -> None:
        self._done += 1
        self._say(learner)

    def _say(self, learner: str) -> None:
        if self._tell is None or not self._total:
            return
        elapsed_s = max(time.monotonic() - self._began, 1e-6)
        left_s = elapsed_s / self._done * (self._total - self._done) if self._done else None
        rate = 60 * self._done / elapsed_s
        self._tell(ClassProgress(self._phase, self._done, self._total, learner, rate, left_s))
