"""A whole class by one command: stage, examine what the journal lacks, then let nbgrader write the marks.

Workers never touch the gradebook: one writer, here, after the record is in the journal. Killed at any moment and
started again, it ends with the same gradebook, and no notebook is examined twice.
"""

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import msgspec
import nbformat
from nbformat import NotebookNode

from autograder import attempts, lateness, reading, staging, topics
from autograder.course import Course
from autograder.gradebook import GradebookWriter
from autograder.journal import Journal
from autograder.notebook import is_graded, shown
from autograder.recognise import Recogniser
from autograder.records import HANDING_IN, Record, Repair, RepairKind
from autograder.runners.local import LocalRunner
from autograder.runners.start import make_fault, make_worker
from autograder.sandbox.tiers import Tier, best_tier
from autograder.submission import Settings, Submission, record_key
from autograder.topics import Topic

TOLERANCE = 1e-9


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
    """A mark that is another than the one last recorded."""

    learner: str
    exercise: str
    before: float
    after: float


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
    seconds: float = 0.0

    @property
    def faults(self) -> list[Record]:
        """Records that wait to be examined again: publishing waits for them."""
        return [record for record in self.records if not record.final]


@dataclass(frozen=True)
class Option:
    """One notebook that may count. ``stamp``: when it was handed in, for nbgrader; ``decision``: said if it counts."""

    submission: Submission
    stamp: str | None = None
    decision: Repair | None = None


OnProgress = Callable[[ClassProgress], None]


class Desk:
    """All that grading one topic of one course needs: the topic's exam, its master, the seed, the journal."""

    def __init__(self, course: Course, topic: str, tier: Tier | None = None) -> None:
        self.course, self.topic = course, topics.load(topic)
        master = course.master(self.topic.name).read_bytes()
        self.master: NotebookNode = nbformat.reads(master.decode(), as_version=4)
        self.settings = Settings(self.topic.name, master, tier or best_tier(), course.seed())
        self.journal = Journal(course.journal)
        self._recogniser = Recogniser(course, self.topic.name)

    def stage(self, found: staging.HandedIn) -> list["Option"]:
        """Clean copies of what one learner handed in, ready to be examined: the chosen notebook first.

        The chosen one stands in the staged folder. Others follow where their answers differ and the best counts.
        Raises OSError for a fault of ours.
        """
        listed = attempts.load(found.folder)
        folder = staged_folder(self.course, self.topic, found.learner)
        staged = staging.stage(found.folder, self.topic.module, self.master, folder)
        stamp = folder / "timestamp.txt"
        first = self._option(staged, stamp.read_text("utf-8").strip() if stamp.is_file() else None)
        answered = attempts.to_examine(listed, "best")
        if len(answered) < 2 or not self._is_in_place(found, answered[0]):
            return [first]
        rule: RepairKind = "best" if self.course.counts == "best" else "latest"
        decision = Repair(rule, values={"number": str(len(answered)), "file": shown(answered[0].file)})
        options = [replace(first, decision=decision)]
        for each in attempts.to_examine(listed, self.course.counts)[1:]:
            with contextlib.suppress(reading.UnreadableError):
                data = attempts.read(found.folder, each.kept)
                staged = staging.stage(found.folder, self.topic.module, self.master, None, data)
                decision = Repair("best", values={"number": str(len(answered)), "file": shown(each.file)})
                options.append(replace(self._option(staged, attempts.stamp_text(each.when)), decision=decision))
        return options

    def _is_in_place(self, found: staging.HandedIn, chosen: attempts.Attempt) -> bool:
        """Whether the folder's notebook is the chosen attempt, and not one that was put there by hand since."""
        path = found.folder / f"{self.topic.module}.ipynb"
        try:
            return path.read_bytes() == attempts.read(found.folder, chosen.kept)
        except (OSError, reading.UnreadableError):
            return False

    def _option(self, staged: staging.Staged, stamp: str | None) -> "Option":
        submission = Submission(
            key=record_key(staged.data, staged.problem, self.topic, self.settings),
            learner=staged.learner,
            topic=self.topic.name,
            notebook=staged.data,
            problem=staged.problem,
            repairs=[*self._of_another_topic(staged), *staged.repairs],
            notes=staged.notes,
        )
        return Option(submission, stamp)

    def _of_another_topic(self, staged: staging.Staged) -> list[Repair]:
        """Said where none of the notebook's graded cells is this topic's."""
        ours = {cell.id for cell in self.master.cells if is_graded(cell)}
        if staged.handed_in is None or ours & {cell.get("id") for cell in staged.handed_in.cells}:
            return []
        other = self._recogniser.topic_of(staged.handed_in)
        names = {"other": other, "topic": self.topic.name}
        return [Repair("other_topic", values=names)] if other not in ("", self.topic.name) else []

    def settle(self, options: Sequence["Option"], records: Sequence[Record]) -> Record:
        """The record that counts, as the learner's latest in the journal; its notebook stands in the staged folder.

        The best one counts; one with a fault of ours before all, so that publishing waits until it is known.
        """
        at = 0
        if len(options) > 1:
            worth = [self._worth(option, record) for option, record in zip(options, records, strict=True)]
            at = max(range(len(options)), key=lambda i: (*worth[i], -i))
        option, record = options[at], records[at]
        decisions = [each for each in (option.decision, *option.submission.repairs) if each and each.kind in HANDING_IN]
        record = msgspec.structs.replace(record, repairs=[*decisions, *record.mended])
        latest = self.journal.latest(record.learner, record.topic)
        if latest is None or (latest.key, latest.repairs) != (record.key, record.repairs):
            self.journal.append(record)
        if at:
            folder = staged_folder(self.course, self.topic, record.learner)
            staging.write(folder, self.topic.module, option.submission.notebook, option.stamp)
        return record

    def _worth(self, option: "Option", record: Record) -> tuple[bool, float]:
        late = lateness.loses_all(self.course, self.topic.name, record.learner, option.stamp)
        return not record.final, 0.0 if late else record.score

    def known(self, submission: Submission) -> Record | None:
        """The record of this very notebook, if it is final."""
        return self.journal.find(submission.key, submission.learner)

    def runner(self, n_workers: int) -> LocalRunner:
        """Workers for this topic, started when they are needed."""
        return LocalRunner(partial(make_worker, self.settings), partial(make_fault, self.topic), n_workers)


def grade_class(
    topic: str,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    *,
    course: Course | None = None,
    tier: Tier | None = None,
) -> Summary:
    """Grades everyone who has handed in ``topic``. ``workers``: as many as there are cores unless given.

    Raises CourseError, TopicError or FileNotFoundError when there is nothing to grade with or nobody to grade;
    RunnerError when no worker can be started. One bad submission stops nothing.
    """
    started = time.monotonic()
    desk = Desk(course or Course.load(), topic, tier)
    learners, refused = stage_class(desk)
    submissions = [option.submission for options in learners.values() for option in options]
    before = {learner: desk.journal.latest_final(learner, desk.topic.name) for learner in learners}
    records, lacking = examine(desk, submissions, workers, on_progress)
    latest = [
        desk.settle(options, [records[learner, option.submission.key] for option in options])
        for learner, options in learners.items()
    ]
    written, unwritten = write_marks(desk, latest, on_progress)
    return Summary(
        topic=desk.topic.name,
        records=latest,
        examined=lacking,
        reused=len(submissions) - lacking,
        written=written,
        changes=[change for record in latest for change in changes(before[record.learner], record)],
        refused=refused,
        unwritten=unwritten,
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
            refused.append(f"{found.learner}: could not be staged, and was not graded: {error}")
    return staged, refused


def write_marks(desk: Desk, records: Sequence[Record], on_progress: OnProgress | None = None) -> tuple[int, list[str]]:
    """Lets nbgrader autograde whoever's latest record is not in the gradebook yet: how many, and what failed."""
    writer = GradebookWriter(desk.course, desk.topic.name)
    writer.ensure_assignment()
    due = [record for record in records if not writer.holds(record)]
    report = _Reporter("writing marks", len(due), on_progress)
    failed = []
    for record in due:
        problem = writer.write(record)
        if problem is not None:
            failed.append(f"{record.learner}: nbgrader could not write the marks: {problem}")
        report.step(record.learner)
    return len(due) - len(failed), failed


def changes(before: Record | None, after: Record) -> list[Change]:
    """The marks that differ from those last recorded; a fault of ours changes none."""
    if before is None or not after.final:
        return []
    old = {result.exercise: result.score for result in before.exercises}
    return [
        Change(after.learner, result.exercise, old[result.exercise], result.score)
        for result in after.exercises
        if result.exercise in old and abs(old[result.exercise] - result.score) > TOLERANCE
    ]


def staged_folder(course: Course, topic: Topic, learner: str) -> Path:
    """Where a learner's clean copy stands: laid out as nbgrader lays out what is submitted."""
    return course.staged / learner / topic.name


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
