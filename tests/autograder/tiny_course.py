"""A course of one topic and one exercise, ``add(a, b)``, whose answers are judged without a sandbox."""

import functools
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import nbgrader.api
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course import CONFIG_NAME, Course
from autograder.records import ExerciseResult, PropertyResult, Record
from autograder.submission import Submission
from autograder.verdicts import Verdict

# Asked once for all tests: a process that takes seconds.
alembic_version = functools.cache(nbgrader.api.get_alembic_version)

TOPIC = "01_sums"
SOLUTION = "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
RIGHT = "def add(a, b):\n    return a + b"
WRONG = "def add(a, b):\n    return a - b"
WORTH = 4.0  # marks of a right answer
BOXES = 1  # processes that a notebook took
FAULT = "def add(a, b):\n    return the_grader_breaks"

TOPIC_TOML = """
topic = "01_sums"
exercises = ["add"]
"""
EXAM_TOML = """
points = 4
[properties.values]
weight = 1
en = "The sum of two numbers"
es = "La suma de dos números"
"""


def grading(grade_id: str, **fields: object) -> dict[str, object]:
    plain = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
    return {"nbgrader": {**plain, "grade_id": grade_id, **fields}}


def master(language: str) -> NotebookNode:
    answer = grading("answer_add", solution=True)
    check = grading("check_add", grade=True, locked=True, points=4)
    essay = grading("essay", grade=True, solution=True, points=2)
    prose = {"en": "Write a **sum**.", "es": "Escribe una **suma**."}[language]
    cells = [
        new_code_cell(f'import course_lib\ncourse_lib.start("{language}")', id="start"),
        new_markdown_cell(prose, id="prose"),
        new_code_cell("demo = 3", id="demo", metadata={"tags": ["demo"]}),
        new_code_cell(SOLUTION, id="answer_add", metadata=answer),
        new_code_cell("check(add)", id="check_add", metadata=check),
        new_markdown_cell("Say why.", id="essay", metadata=essay),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def make(root: Path) -> Course:
    """The course's files in ``root``, with the repository's own nbgrader configuration."""
    shutil.copy(Path(__file__).parents[2] / CONFIG_NAME, root)
    for language in ("es", "en"):
        path = root / "notebooks" / language / TOPIC / "sums.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(master(language), path)
    exam = root / "exams" / "sums" / "add"
    exam.mkdir(parents=True)
    (exam.parent / "topic.toml").write_text(TOPIC_TOML, encoding="utf-8")
    (exam / "exam.toml").write_text(EXAM_TOML, encoding="utf-8")
    return Course.load(root)


def set_exercises(course: Course, points: dict[str, float]) -> None:
    """Makes these the course's exercises, as an instructor would: cells of both masters, and exams."""
    module = course.root / "exams" / "sums"
    for name, worth in points.items():
        (module / name).mkdir(exist_ok=True)
        (module / name / "exam.toml").write_text(EXAM_TOML.replace("points = 4", f"points = {worth:g}"), "utf-8")
    names = ", ".join(f'"{name}"' for name in points)
    (module / "topic.toml").write_text(TOPIC_TOML.replace('"add"', names), "utf-8")
    for path in course.masters(TOPIC):
        notebook = nbformat.read(path, as_version=4)
        kept = [cell for cell in notebook.cells if not cell.id.startswith(("answer_", "check_"))]
        made = [cell for name, worth in points.items() for cell in _exercise(name, worth)]
        nbformat.write(new_notebook(cells=[*kept[:3], *made, *kept[3:]], metadata=notebook.metadata), path)


def _exercise(name: str, points: float) -> list[NotebookNode]:
    answer = grading(f"answer_{name}", solution=True)
    check = grading(f"check_{name}", grade=True, locked=True, points=points)
    return [
        new_code_cell(SOLUTION.replace("add", name), id=f"answer_{name}", metadata=answer),
        new_code_cell(f"check({name})", id=f"check_{name}", metadata=check),
    ]


def hand_in(course: Course, learner: str, answer: str, language: str = "en", **other: str) -> Path:
    """A learner's notebook: the master with another answer; ``other``: sources of further cells, by id."""
    notebook = master(language)
    for cell in notebook.cells:
        cell.source = {"answer_add": answer, **other}.get(cell.id, cell.source)
    path = course.submitted / learner / TOPIC / "sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def judge(submission: Submission) -> Record:
    """What an examiner would say, by reading the answer."""
    notebook = nbformat.reads(submission.notebook.decode(), as_version=4)
    sources = {cell.id: cell.source for cell in notebook.cells}
    answer = sources.get("answer_add", "")
    right = "a + b" in answer
    verdict = Verdict.RIGHT if right else Verdict.WRONG
    if "the_grader_breaks" in answer:
        verdict = Verdict.GRADER_FAULT
    if submission.problem:
        right, verdict = False, Verdict.UNREADABLE
    hint = None if right else "Is it <b>minus</b>?"
    found = PropertyResult("values", right, 1.0, hint, None if right else "value", verdict, "The sum")
    return Record(
        key=submission.key,
        learner=submission.learner,
        topic=submission.topic,
        language="es" if '"es"' in sources.get("start", "") else "en",
        exercises=[
            submission.standing.get(name)
            or ExerciseResult(name, WORTH if right else 0.0, WORTH, verdict, [found], key=submission.keys[name])
            for name in submission.keys
        ],
        boxes=BOXES,
        outputs={"demo": [{"output_type": "stream", "name": "stdout", "text": "shown to people\n"}]},
    )


class PaperRunner:
    """In place of a runner: judges at once, and remembers whom."""

    judged: list[str]

    def __init__(self, judged: list[str], breaks_after: int | None = None) -> None:
        self.judged, self._breaks_after = judged, breaks_after

    def __enter__(self) -> "PaperRunner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        pass

    def grade(self, submissions: Iterable[Submission]) -> Iterator[Record]:
        for number, submission in enumerate(submissions):
            if number == self._breaks_after:
                raise KeyboardInterrupt
            self.judged.append(submission.learner)
            yield judge(submission)
