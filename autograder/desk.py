"""The desk at which one topic of one course is graded: clean copies in, and of several attempts the one that counts."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import nbformat
from nbformat import NotebookNode

from autograder import attempts, lateness, reading, staging, topics
from autograder.course import Course
from autograder.journal import Journal
from autograder.notebook import is_graded, plan, shown
from autograder.recognise import Recogniser
from autograder.records import HANDING_IN, Record, Repair, RepairKind
from autograder.runners.local import LocalRunner, Runner
from autograder.runners.start import make_fault, make_worker
from autograder.sandbox.tiers import Tier, best_tier
from autograder.submission import Settings, Submission, exercise_keys, grades_depend_on, record_key, unchanged
from autograder.topics import Topic

if TYPE_CHECKING:
    from autograder.runners.cluster import Cluster


@dataclass(frozen=True)
class Option:
    """One notebook that may count. ``stamp``: when it was handed in, for nbgrader; ``decision``: said if it counts."""

    submission: Submission
    stamp: str | None = None
    decision: Repair | None = None

    @property
    def key(self) -> str:
        """The key of its record."""
        return self.submission.key


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
        keys = exercise_keys(plan(staged.notebook, self.master), staged.problem, self.topic, self.settings)
        submission = Submission(
            key=record_key(staged.data, keys),
            learner=staged.learner,
            topic=self.topic.name,
            notebook=staged.data,
            problem=staged.problem,
            repairs=[*self._of_another_topic(staged), *staged.repairs],
            notes=staged.notes,
            keys=keys,
            earlier=self.journal.latest_final(staged.learner, self.topic.name),
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
        """The record of this very notebook, if it is final, or one whose every result stands."""
        return self.journal.find(submission.key, submission.learner) or unchanged(submission)

    def runner(self, n_workers: int, cluster: "Cluster | None" = None) -> Runner:
        """Workers for this topic, started when they are needed: here, or on a cluster. Raises RunnerError."""
        make = partial(make_worker, self.settings), partial(make_fault, self.topic), n_workers
        if cluster is None:
            return LocalRunner(*make)
        from autograder.runners.cluster import RayRunner

        return RayRunner(*make, expected=grades_depend_on(self.topic, self.settings.tier), cluster=cluster)


def staged_folder(course: Course, topic: Topic, learner: str) -> Path:
    """Where a learner's clean copy stands: laid out as nbgrader lays out what is submitted."""
    return course.staged / learner / topic.name
