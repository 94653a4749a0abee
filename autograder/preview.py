"""The exam of one notebook without a class: for who learns alone, and for an instructor's dry run."""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import reading, topics
from autograder.course import Course
from autograder.notebook import repair
from autograder.notebook_files import to_bytes
from autograder.records import Record
from autograder.sandbox.tiers import Tier
from autograder.submission import Settings, Submission
from autograder.worker import Worker
from course_lib.graded_with import warning
from course_lib.language import LANGUAGES, set_language

SEED = "preview"


class PreviewError(ValueError):
    """This file is no notebook of the course; the message says what would be."""


def preview(path: Path, *, tier: Tier, course: Course | None = None) -> Record:
    """Examine one notebook as a submission would be, with a public seed; no gradebook or journal is touched.

    Raises PreviewError when the file cannot be read or no topic has its exercises.
    """
    course = course or Course.load()
    notes: list[str] = []
    try:
        submission = reading.parse(path.read_bytes(), notes)
    except (OSError, reading.UnreadableError) as error:
        raise PreviewError(f"{path}: {error}") from None
    topic = _topic_of(submission, path)
    master = course.master(topic).read_bytes()
    notebook, repairs = repair(submission, nbformat.reads(master.decode(), as_version=4))
    worker = Worker(Settings(topic, master, tier, SEED))
    try:
        contents = to_bytes(notebook)
        return worker.grade(Submission("preview", path.stem, topic, contents, None, repairs, notes))
    finally:
        worker.close()


def other_versions(path: Path, language: str) -> str | None:
    """What to say where the notebook was released for another Python, numpy or torch than this computer has."""
    try:
        stated = json.loads(path.read_bytes())["metadata"]["graded_with"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    set_language(language if language in LANGUAGES else "en")
    return warning(stated)


def _topic_of(notebook: NotebookNode, path: Path) -> str:
    """The topic whose exercises the notebook has; failing that, the one that its file is named after."""
    known = [topics.load(name) for name in topics.names()]
    ids = {cell.get("id", "") for cell in notebook.cells}
    ids |= {str(cell.metadata.get("nbgrader", {}).get("grade_id", "")) for cell in notebook.cells}
    for topic in known:
        if ids & {f"{part}_{exercise}" for exercise in topic.exercises for part in ("check", "answer")}:
            return topic.name
    for topic in known:
        if topic.module == path.stem:
            return topic.name
    having = ", ".join(topic.name for topic in known)
    raise PreviewError(f"{path}: no exercise of this course is in it; topics with an exam: {having}")
