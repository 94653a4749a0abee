"""nbgrader's own autograde, handed a record: for a course that has changed what nbgrader does when it autogrades."""

import glob
import logging
import os

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets import Instance

from autograder import lateness
from autograder.course import Course
from autograder.gradebook_file import NOTHING_LOST, GradebookError, advice, in_words
from autograder.records import Record

# What nbgrader_config.py says as it comes: its steps are also taken by autograder.autograded and gradebook_rows.
USUAL = {
    "exporter_class": "autograder.plugins.StagedExporter",
    "autograde_preprocessors": [
        "autograder.plugins.Examine",
        "nbgrader.preprocessors.LimitOutput",
        "autograder.plugins.SaveExam",
        "nbgrader.preprocessors.AssignLatePenalties",
        "autograder.plugins.Neutralise",
        "nbgrader.preprocessors.CheckCellMetadata",
    ],
}
# Settings of these classes would be lost on us.
STEPS = frozenset(
    (
        "BaseConverter", "Exporter", "NotebookExporter", "StagedExporter", "NbConvertBase", "FilesWriter", "WriterBase",
        "Preprocessor", "NbGraderPreprocessor", "ClearOutput", "ClearOutputPreprocessor", "DeduplicateIds",
        "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata", "SaveAutoGrades", "Examine", "SaveExam",
        "Neutralise",
    )
)  # fmt: skip


class MarkWriter(Autograde):
    """nbgrader's autograde for one learner whose notebook is staged and examined already."""

    record = Instance(Record)


class Errors(logging.Handler):
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


def is_usual(course: Course) -> bool:
    """Whether nbgrader autogrades in this course as our ``nbgrader_config.py`` has it."""
    config = course.config
    enabled = any("enabled" in config.get(step, {}) for step in ("LimitOutput", "AssignLatePenalties"))
    shared = config.get("CourseDirectory", {}).get("groupshared", False)
    return dict(config.get("Autograde", {})) == USUAL and not (enabled or shared or STEPS & set(config))


def convert(course: Course, record: Record, log: logging.Logger, errors: Errors) -> str | None:
    """nbgrader's autograde for one learner; None, or what went wrong with this learner's.

    ``errors`` hears ``log``. Raises GradebookError for what would go wrong with everybody's.
    """
    errors.texts.clear()
    directory = CourseDirectory(config=course.config)
    directory.assignment_id, directory.student_id = record.topic, glob.escape(record.learner)
    # Relative to the course, as nbgrader's own folders are.
    directory.submitted_directory = os.path.relpath(course.staged, course.root)
    writer = MarkWriter(coursedir=directory, config=course.config, log=log, force=True, record=record)
    try:
        with in_words(course):
            lateness.prepare(course, record.topic, record.learner, lateness.stamp_of(course, record).is_file())
            writer.start()
    except GradebookError:
        raise
    except Exception as error:  # nbgrader's, for this learner; the class goes on
        said = errors.last or f"{type(error).__name__}: {error}"
        if (words := advice(said)) is not None:
            raise GradebookError(f"{words}. {NOTHING_LOST}") from error
        return said
    return None
