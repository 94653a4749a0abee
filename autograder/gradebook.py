"""The one writer of nbgrader's gradebook: its own autograde, one learner at a time, handed the record."""

import glob
import hashlib
import json
import logging
import os
from collections.abc import Sequence

import msgspec
import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets import Instance

from autograder import amend as amending
from autograder import gradebook_cells, lateness
from autograder.amend import MARK
from autograder.course import Course, put_tools_on_path
from autograder.gradebook_file import NOTHING_LOST, GradebookError, advice, in_words, opened
from autograder.notebook import notebook_name
from autograder.records import Record, to_json


class MarkWriter(Autograde):
    """nbgrader's autograde for one learner whose notebook is staged and examined already."""

    record = Instance(Record)


def as_published(course: Course, topic: str, records: Sequence[Record]) -> list[Record]:
    """The records with what only the gradebook knows: marks given by hand, and points lost for lateness."""
    known = _adjustments(course, topic)
    published = []
    for record in records:
        by_hand, penalty = known.get(record.learner, ({}, 0.0))
        exercises = [
            msgspec.structs.replace(result, by_hand=by_hand.get(f"check_{result.exercise}"))
            for result in record.exercises
        ]
        published.append(msgspec.structs.replace(record, exercises=exercises, penalty=penalty))
    return published


def _adjustments(course: Course, topic: str) -> dict[str, tuple[dict[str, float], float]]:
    """Of each learner in the gradebook: marks given by hand, by cell, and the penalty."""
    with opened(course) as gradebook:
        try:
            submissions = gradebook.notebook_submissions(notebook_name(topic), topic)
        except MissingEntry:
            return {}
        return {
            each.student.id: (
                {grade.name: float(grade.manual_score) for grade in each.grades if grade.manual_score is not None},
                float(each.late_submission_penalty or 0.0),
            )
            for each in submissions
        }


class GradebookWriter:
    """Writes records of one topic into the gradebook; knows which are in it already."""

    def __init__(self, course: Course, topic: str) -> None:
        put_tools_on_path()
        self.course, self._topic = course, topic
        self._errors = _Errors()
        self._log = logging.Logger(f"autograder.nbgrader.{topic}")
        self._log.addHandler(self._errors)
        self._graded: set[str] = set()
        self._rules = ""
        self.notes: list[str] = []  # what was done to the gradebook besides marks

    def ensure_assignment(self) -> None:
        """Makes nbgrader know the topic's graded cells and their points, as the master has them now.

        Raises GradebookError when the gradebook cannot be written, or nbgrader cannot release the notebook.
        """
        self.course.classroom.mkdir(parents=True, exist_ok=True)
        with in_words(self.course):
            self._bring_up_to_date()
            with opened(self.course) as gradebook:
                self._graded = {each.student.id for each in gradebook.assignment_submissions(self._topic)}
            lateness.note_people(self.course)
            self._rules = late_rules(self.course, self._topic)

    def _bring_up_to_date(self) -> None:
        wanted = gradebook_cells.of_master(nbformat.read(self.course.master(self._topic), as_version=4))
        with opened(self.course) as gradebook:
            known = gradebook_cells.of_gradebook(gradebook, self._topic)
            if known == wanted:
                return
            if known is not None:
                self.notes += gradebook_cells.reshape(self.course, gradebook, self._topic, wanted)
        directory = self._directory(student="*")
        try:
            GenerateAssignment(coursedir=directory, config=self.course.config, log=self._log, force=True).start()
        except NbGraderException as error:
            said = self._errors.last or str(error)
            raise GradebookError(f"nbgrader cannot release {self._topic}, and no mark was written: {said}") from error

    def holds(self, record: Record) -> bool:
        """True when this very record, with this hand-in time, was written to the end."""
        path = self.course.autograded / record.learner / self._topic / f"{notebook_name(self._topic)}.ipynb"
        if record.learner not in self._graded or not path.is_file():
            return False
        try:
            written = json.loads(path.read_bytes())["metadata"][MARK]["written"]
        except (ValueError, KeyError, TypeError):
            return False  # a run was ended between its two passes
        return bool(written == mark_of(self.course, record, self._rules))

    def amend(self, gradebook: Gradebook, record: Record) -> bool:
        """Writes new results of a notebook that is autograded already; False where ``write`` must do it all."""
        if record.learner not in self._graded:
            return False
        written = mark_of(self.course, record, self._rules)
        return amending.amend(self.course, gradebook, record, self._rules, written)

    def write(self, record: Record) -> str | None:
        """Marks, comments and the notebook for people to read; None, or what went wrong with this learner's.

        Raises GradebookError for what would go wrong with everybody's.
        """
        self._errors.texts.clear()
        directory = self._directory(glob.escape(record.learner))
        # Relative to the course, as nbgrader's own folders are.
        directory.submitted_directory = os.path.relpath(self.course.staged, self.course.root)
        writer = MarkWriter(coursedir=directory, config=self.course.config, log=self._log, force=True, record=record)
        try:
            with in_words(self.course):
                stamped = lateness.stamp_of(self.course, record).is_file()
                lateness.prepare(self.course, self._topic, record.learner, stamped)
                writer.start()
        except GradebookError:
            raise
        except Exception as error:  # nbgrader's, for this learner; the class goes on
            said = self._errors.last or f"{type(error).__name__}: {error}"
            if (words := advice(said)) is not None:
                raise GradebookError(f"{words}. {NOTHING_LOST}") from error
            return said
        return None

    def _directory(self, student: str) -> CourseDirectory:
        directory = CourseDirectory(config=self.course.config)
        directory.assignment_id, directory.student_id = self._topic, student
        return directory


def mark_of(course: Course, record: Record, rules: str) -> str:
    """What an autograded notebook carries to say from which record, hand-in time and rules for lateness it was made."""
    return hashlib.sha256(to_json(record) + lateness.rests_on(course, record, rules)).hexdigest()[:32]


def late_rules(course: Course, topic: str) -> str:
    """All that a penalty depends on besides the hand-in time: the due date, and what the settings say of late work."""
    with opened(course) as gradebook:
        try:
            due = gradebook.find_assignment(topic).duedate
        except MissingEntry:
            due = None
    return f"{due} {[course.config.get(name, {}) for name in ('LateSubmissionPlugin', 'AssignLatePenalties')]}"


class _Errors(logging.Handler):
    """Keeps what nbgrader logs as errors, instead of its printing them between our lines."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())

    @property
    def last(self) -> str | None:
        """The exception of the last traceback, in one line."""
        traces = [text for text in self.texts if text.startswith("Traceback")]
        return traces[-1].strip().splitlines()[-1] if traces else None
