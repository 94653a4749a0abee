"""The gradebook's file: opened in one way, and what goes wrong with it in words."""

import fcntl
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy.exc
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder.course import Course, put_tools_on_path

NOTHING_LOST = "Nothing is lost: what was examined is in the journal, and the same command goes on from there"
OTHER_VERSION = "the gradebook is of another version of nbgrader: run nbgrader db upgrade, which keeps a copy of it"
ADVICE = {
    "database is locked": "the gradebook is locked: another program is writing to it. Close formgrader or wait for it",
    "readonly database": "the gradebook cannot be written: make the file and its folder writable for you",
    "unable to open database": "the gradebook cannot be opened: see that its folder is there and writable for you",
    "disk is full": "the disk is full: make room",
    "disk I/O error": "the disk cannot be read or written: make room, or look at the disk",
    "no such column": OTHER_VERSION,
    "has no column": OTHER_VERSION,
    "no such table": OTHER_VERSION,
    "malformed": "the gradebook is damaged: put a copy from classroom/backups in its place, or move it away",
    "not a database": "this is no SQLite file: put a copy from classroom/backups in its place, or move it away",
}


class GradebookError(Exception):
    """The gradebook could not be read or written; the message says what to do."""


@contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    """The course's gradebook. Raises GradebookError where it cannot be read or written."""
    put_tools_on_path()
    with in_words(course), Gradebook(course.db_url, CourseDirectory(config=course.config).course_id) as gradebook:
        yield gradebook


@contextmanager
def alone(course: Course) -> Iterator[None]:
    """Inside, no other process grades this course; raises GradebookError if one does.

    nbgrader writes a learner's marks in several steps, between which another's would tear them. The lock is the
    kernel's: it ends with the process that has it, however that ends.
    """
    course.classroom.mkdir(parents=True, exist_ok=True)
    with open(os.open(course.classroom / ".grading", os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise GradebookError("this course is being graded by another process: wait until it has ended") from error
        yield


@contextmanager
def in_words(course: Course) -> Iterator[None]:
    """Turns what SQLite says of a gradebook into what to do. nbgrader's queries also make SQLAlchemy warn, in vain."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sqlalchemy.exc.SAWarning)
        try:
            yield
        except sqlalchemy.exc.DatabaseError as error:
            said = advice(str(error.orig or error))
            if said is None:
                raise
            raise GradebookError(f"{course.db_url.removeprefix('sqlite:///')}: {said}. {NOTHING_LOST}") from error


def advice(said: str) -> str | None:
    """What to do about an error of SQLite's; None for one that is no matter of the file."""
    return next((words for sign, words in ADVICE.items() if sign in said), None)
