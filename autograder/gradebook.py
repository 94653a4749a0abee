"""The one writer of nbgrader's gradebook: what nbgrader's autograde would write, for many learners at once."""

import hashlib
import logging
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbgrader.api import Assignment, MissingEntry, SubmittedAssignment
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import find_all_files, rmtree

from autograder import gradebook_cells, gradebook_rows, lateness
from autograder.autograded import MARK, Autograded, Autograder
from autograder.converting import Errors, convert, is_usual
from autograder.course import Course, put_tools_on_path
from autograder.files import write_whole
from autograder.gradebook_file import GradebookError, in_words, opened
from autograder.gradebook_rows import Entry
from autograder.notebook import notebook_name
from autograder.records import Record, to_json

READ_ONLY = 0o444


class _Head(msgspec.Struct):
    """Of an autograded notebook what it says of itself; decoding skips the cells."""

    metadata: dict[str, Any]


def as_published(course: Course, topic: str, records: Sequence[Record]) -> list[Record]:
    """The records with what only the gradebook knows: marks given by hand, and points lost for lateness."""
    with opened(course) as gradebook:
        by_hand, penalties = gradebook_rows.by_hand(gradebook, topic), gradebook_rows.penalties(gradebook, topic)
    published = []
    for record in records:
        marks = by_hand.get(record.learner, {})
        exercises = [
            msgspec.structs.replace(result, by_hand=marks.get(f"check_{result.exercise}"))
            for result in record.exercises
        ]
        penalty = penalties.get(record.learner, 0.0)
        published.append(msgspec.structs.replace(record, exercises=exercises, penalty=penalty))
    return published


class GradebookWriter:
    """Writes records of one topic into the gradebook; knows which are in it already.

    What nbgrader's autograde would write is written for many learners at once. A course that has changed how nbgrader
    autogrades (steps, hooks, permissions) gets nbgrader's own, one learner after another.
    """

    def __init__(self, course: Course, topic: str) -> None:
        put_tools_on_path()
        self.course, self._topic = course, topic
        self._errors = Errors()
        self._log = logging.Logger(f"autograder.nbgrader.{topic}")
        self._log.addHandler(self._errors)
        self._graded: set[str] = set()
        self._rules = ""
        self._files: dict[str, Path] = {}  # of the topic's source folder besides notebooks
        self._usual = is_usual(course)
        self._autograder: Autograder | None = None
        self._lateness = AssignLatePenalties(config=course.config, log=self._log)
        self.notes: list[str] = []  # what was done to the gradebook besides marks

    def ensure_assignment(self) -> None:
        """Makes nbgrader know the topic's graded cells and their points, as the master has them now.

        Raises GradebookError when the gradebook cannot be written, or nbgrader cannot release the notebook.
        """
        self.course.classroom.mkdir(parents=True, exist_ok=True)
        with in_words(self.course):
            self._bring_up_to_date()
            with opened(self.course) as gradebook:
                students = gradebook.db.query(SubmittedAssignment.student_id).join(Assignment)
                self._graded = {found for (found,) in students.filter(Assignment.name == self._topic)}
                notebook = gradebook.find_notebook(notebook_name(self._topic), self._topic)
                self._autograder = Autograder(self.course, self._topic, notebook, self._log)
            lateness.note_people(self.course)
            self._rules = late_rules(self.course, self._topic)
            self._lateness.init_plugin()
        folder = self.course.source / self._topic
        ignored = [*self._directory("*").ignore, "*.ipynb"]
        self._files = {os.path.relpath(path, folder): Path(path) for path in find_all_files(str(folder), ignored)}

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
        if record.learner not in self._graded:
            return False
        try:
            written = msgspec.json.decode(self._path(record).read_bytes(), type=_Head).metadata[MARK]["written"]
        except (OSError, msgspec.DecodeError, KeyError, TypeError):
            return False  # a run was ended before the notebook was there
        return bool(written == mark_of(self.course, record, self._rules))

    def write(self, records: Sequence[Record]) -> dict[str, str]:
        """Marks, comments and the notebooks for people to read; of whom it failed, and what was wrong with it.

        Call ``ensure_assignment`` first. Raises GradebookError for what would go wrong with everybody's.
        """
        if not self._usual:
            said = {each.learner: convert(self.course, each, self._log, self._errors) for each in records}
            return {learner: problem for learner, problem in said.items() if problem is not None}
        made, failed = {}, {}
        for record in records:
            try:
                made[record.learner] = record, self._made(record)
            except Exception as error:  # something about this notebook; the class goes on
                failed[record.learner] = f"{type(error).__name__}: {error}"
        return failed | self._save(list(made.values()))

    def _save(self, made: "list[tuple[Record, Autograded]]") -> dict[str, str]:
        """Rows of all in one transaction, then their files; where it fails, one by one, so that the class goes on."""
        if not made:
            return {}
        try:
            entries = [self._entry(record, notebook) for record, notebook in made]
            with opened(self.course) as gradebook:
                gradebook_rows.write(gradebook, self._topic, entries, self._lateness)
            for record, notebook in made:
                self._put(record, notebook.data)
        except GradebookError:
            raise
        except Exception as error:
            if len(made) == 1:
                return {made[0][0].learner: f"{type(error).__name__}: {error}"}
            return {learner: said for each in made for learner, said in self._save([each]).items()}
        self._graded |= {record.learner for record, _ in made}
        return {}

    def _made(self, record: Record) -> Autograded:
        assert self._autograder is not None, "ensure_assignment comes first"
        mark = {"record": record.key, "written": mark_of(self.course, record, self._rules)}
        folder = self.course.staged / record.learner / record.topic
        staged = (folder / f"{notebook_name(record.topic)}.ipynb").read_bytes()
        return self._autograder.make(staged, record, mark)

    def _entry(self, record: Record, notebook: Autograded) -> Entry:
        stamp = lateness.stamp_of(self.course, record)
        when = stamp.read_text("utf-8").strip() if stamp.is_file() else None
        days = lateness.extension_days(self.course, record.learner)
        return Entry(record, when, days, notebook.untouched)

    def _put(self, record: Record, data: bytes) -> None:
        """The learner's autograded folder, as nbgrader leaves it: read-only files, and nothing of an earlier one."""
        path = self._path(record)
        if path.parent.exists():
            rmtree(str(path.parent))
        path.parent.mkdir(parents=True)
        stamp = lateness.stamp_of(self.course, record)
        files = self._files | ({stamp.name: stamp} if stamp.is_file() else {})
        for name, source in files.items():
            copy = path.parent / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
            copy.chmod(READ_ONLY)
        write_whole(path, data, READ_ONLY)

    def _path(self, record: Record) -> Path:
        return self.course.autograded / record.learner / self._topic / f"{notebook_name(self._topic)}.ipynb"

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
