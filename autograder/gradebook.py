"""The one writer of nbgrader's gradebook: its own autograde, one learner at a time, handed the record."""

import glob
import hashlib
import json
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import nbformat
import sqlalchemy.exc
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets import Instance

from autograder import lateness
from autograder.course import Course, put_tools_on_path
from autograder.notebook import is_check, notebook_name
from autograder.records import Record, to_json

MARK = "autograder"


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
    put_tools_on_path()
    with _quiet(), Gradebook(course.db_url, CourseDirectory(config=course.config).course_id) as gradebook:
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
        self._course, self._topic = course, topic
        self._errors = _Errors()
        self._log = logging.Logger(f"autograder.nbgrader.{topic}")
        self._log.addHandler(self._errors)
        self._graded: set[str] = set()
        self._rules = ""

    def ensure_assignment(self) -> None:
        """Makes nbgrader know the topic's graded cells and their points, as the master has them.

        Raises NbGraderException when nbgrader cannot release it.
        """
        self._course.classroom.mkdir(parents=True, exist_ok=True)
        with _quiet():
            if self._points_in_gradebook() != self._points_in_master():
                directory = self._directory(student="*")
                GenerateAssignment(coursedir=directory, config=self._course.config, log=self._log, force=True).start()
            with Gradebook(self._course.db_url, self._directory("*").course_id) as gradebook:
                self._graded = {each.student.id for each in gradebook.assignment_submissions(self._topic)}
            lateness.note_people(self._course)
        self._rules = late_rules(self._course, self._topic)

    def holds(self, record: Record) -> bool:
        """True when this very record, with this hand-in time, was written to the end."""
        path = self._course.autograded / record.learner / self._topic / f"{notebook_name(self._topic)}.ipynb"
        if record.learner not in self._graded or not path.is_file():
            return False
        try:
            written = json.loads(path.read_bytes())["metadata"][MARK]["written"]
        except (ValueError, KeyError, TypeError):
            return False  # a run was ended between its two passes
        return bool(written == mark_of(self._course, record, self._rules))

    def write(self, record: Record) -> str | None:
        """Marks, comments and the notebook for people to read; None, or what went wrong."""
        self._errors.texts.clear()
        directory = self._directory(glob.escape(record.learner))
        # Relative to the course, as nbgrader's own folders are.
        directory.submitted_directory = os.path.relpath(self._course.staged, self._course.root)
        writer = MarkWriter(coursedir=directory, config=self._course.config, log=self._log, force=True, record=record)
        try:
            with _quiet():
                stamped = path_of_timestamp(self._course, record).is_file()
                lateness.prepare(self._course, self._topic, record.learner, stamped)
                writer.start()
        except Exception as error:  # nbgrader's, for this learner; the class goes on
            return self._errors.last or f"{type(error).__name__}: {error}"
        return None

    def _directory(self, student: str) -> CourseDirectory:
        directory = CourseDirectory(config=self._course.config)
        directory.assignment_id, directory.student_id = self._topic, student
        return directory

    def _points_in_gradebook(self) -> dict[str, float] | None:
        name = notebook_name(self._topic)
        with Gradebook(self._course.db_url, self._directory("*").course_id) as gradebook:
            try:
                cells = gradebook.find_notebook(name, self._topic).grade_cells
            except MissingEntry:
                return None
            return {cell.name: float(cell.max_score) for cell in cells}

    def _points_in_master(self) -> dict[str, float]:
        master = nbformat.read(self._course.master(self._topic), as_version=4)
        graded = [cell.metadata.nbgrader for cell in master.cells if _earns_points(cell)]
        return {each.grade_id: float(each.points) for each in graded}


def mark_of(course: Course, record: Record, rules: str) -> str:
    """What an autograded notebook carries to say from which record, hand-in time and rules for lateness it was made."""
    timestamp = path_of_timestamp(course, record)
    when = timestamp.read_bytes() if timestamp.is_file() else b""
    extension = lateness.extension_days(course, record.learner)
    granted = b"" if extension is None else f"{extension:g} days".encode()
    return hashlib.sha256(to_json(record) + when + rules.encode() + granted).hexdigest()[:32]


def late_rules(course: Course, topic: str) -> str:
    """All that a penalty depends on besides the hand-in time: the due date, and what the settings say of late work."""
    with _quiet(), Gradebook(course.db_url, CourseDirectory(config=course.config).course_id) as gradebook:
        try:
            due = gradebook.find_assignment(topic).duedate
        except MissingEntry:
            due = None
    return f"{due} {[course.config.get(name, {}) for name in ('LateSubmissionPlugin', 'AssignLatePenalties')]}"


def path_of_timestamp(course: Course, record: Record) -> Path:
    """When the learner handed in, if it is known."""
    return course.staged / record.learner / record.topic / "timestamp.txt"


def _earns_points(cell: nbformat.NotebookNode) -> bool:
    return is_check(cell) or bool(cell.metadata.get("nbgrader", {}).get("grade"))


@contextmanager
def _quiet() -> Iterator[None]:
    """nbgrader's queries make SQLAlchemy warn; nobody here can act on it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sqlalchemy.exc.SAWarning)
        yield


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
