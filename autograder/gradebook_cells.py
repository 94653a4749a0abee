"""nbgrader's list of a notebook's cells, brought to what the master has now, also once there are submissions.

nbgrader refuses to add or remove a cell then, and would end there for ever after. Here a new cell gets an empty mark in
every submission; a cell that has gone takes its marks with it, after the gradebook was copied aside.
"""

import datetime
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    TaskCell,
)

from autograder.course import Course
from autograder.notebook import notebook_name

SQLITE = "sqlite:///"
KINDS: dict[str, type] = {"grade": GradeCell, "solution": SolutionCell, "task": TaskCell, "source": SourceCell}


@dataclass(frozen=True)
class Cell:
    """One cell as nbgrader keeps it: once for each ``kind`` that it is of. ``source``: of a locked check alone."""

    kind: str
    name: str
    points: float | None = None
    source: str = ""


def of_master(master: NotebookNode) -> set[Cell]:
    """The cells that nbgrader must know of a notebook."""
    return {found for cell in master.cells if cell.metadata.get("nbgrader") for found in _kinds(cell)}


def of_gradebook(gradebook: Gradebook, topic: str) -> set[Cell] | None:
    """The cells that nbgrader knows; None where it knows no such notebook."""
    try:
        notebook = gradebook.find_notebook(notebook_name(topic), topic)
    except MissingEntry:
        return None
    checks = {cell.name for cell in notebook.grade_cells} - {cell.name for cell in notebook.solution_cells}
    return {
        Cell(kind, row.name, _points(row), row.source.strip() if kind == "source" and row.name in checks else "")
        for kind, row in _rows(notebook)
    }


def reshape(course: Course, gradebook: Gradebook, topic: str, wanted: Iterable[Cell]) -> list[str]:
    """Adds and removes cells, with their marks, so that nbgrader finds those of the master; says what it did.

    Points and sources are left to nbgrader's own ``generate_assignment``. All in one transaction.
    """
    notebook = gradebook.find_notebook(notebook_name(topic), topic)
    names = {(cell.kind, cell.name) for cell in wanted}
    rows = list(_rows(notebook))
    gone = [row for kind, row in rows if (kind, row.name) not in names]
    new = names - {(kind, row.name) for kind, row in rows}
    said = []
    if any(isinstance(row, GradeCell | TaskCell) and row.grades for row in gone):
        kept = copy_aside(course)
        marks = sorted({row.name for row in gone if isinstance(row, GradeCell | TaskCell)})
        said.append(f"{', '.join(marks)}: no longer in the notebook; the gradebook with their marks is kept as {kept}")
    for row in gone:
        _remove(gradebook, row)
    for kind, name in sorted(new):
        gradebook.db.add(_made(kind, name, notebook))
    gradebook.db.flush()
    gradebook.db.expire_all()  # collections still hold what was deleted
    _complete(gradebook, notebook)
    gradebook.db.commit()
    if marks := sorted(name for kind, name in new if kind in ("grade", "task")):
        said.append(f"{', '.join(marks)}: new in the notebook")
    return said


def copy_aside(course: Course) -> Path | None:
    """A copy of the gradebook in ``classroom/backups``, named after the moment; None where it is no SQLite file."""
    if not course.db_url.startswith(SQLITE):
        return None
    moment = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    path = course.classroom / "backups" / f"gradebook-{moment}.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(course.db_url.removeprefix(SQLITE))) as old, closing(sqlite3.connect(path)) as new:
        old.backup(new)
    return path


def _kinds(cell: NotebookNode) -> Iterable[Cell]:
    name = str(cell.metadata.nbgrader.grade_id)
    points = float(cell.metadata.nbgrader.get("points", 0))
    if utils.is_grade(cell):
        yield Cell("grade", name, points)
    if utils.is_solution(cell):
        yield Cell("solution", name)
    if utils.is_task(cell):
        yield Cell("task", name, points)
    if utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell) or utils.is_task(cell):
        check = utils.is_grade(cell) and not utils.is_solution(cell)
        yield Cell("source", name, None, cell.source.strip() if check else "")


def _rows(notebook: Notebook) -> Iterable[tuple[str, Any]]:
    for kind, rows in (
        ("grade", notebook.grade_cells),
        ("solution", notebook.solution_cells),
        ("task", notebook.task_cells),
        ("source", notebook.source_cells),
    ):
        yield from ((kind, row) for row in rows)


def _points(row: Any) -> float | None:
    return float(row.max_score) if isinstance(row, GradeCell | TaskCell) else None


def _made(kind: str, name: str, notebook: Notebook) -> Any:
    values = {"grade": {"max_score": 0.0, "cell_type": "code"}, "task": {"max_score": 0.0, "cell_type": "markdown"}}
    values |= {"source": {"cell_type": "code", "source": "", "locked": False}}
    return KINDS[kind](name=name, notebook=notebook, **values.get(kind, {}))


def _remove(gradebook: Gradebook, row: Any) -> None:
    if not isinstance(row, SourceCell):
        for owned in (*row.grades, *row.comments):
            gradebook.db.delete(owned)
    gradebook.db.delete(row)


def _complete(gradebook: Gradebook, notebook: Notebook) -> None:
    """Every submission has a mark and a comment for every cell that needs one."""
    marked = {row.id for kind, row in _rows(notebook) if kind in ("grade", "task")}
    commented = {row.id for kind, row in _rows(notebook) if kind in ("solution", "task")}
    for submitted in notebook.submissions:
        for cell_id in marked - {grade.cell_id for grade in submitted.grades}:
            gradebook.db.add(Grade(cell_id=cell_id, notebook=submitted))
        for cell_id in commented - {comment.cell_id for comment in submitted.comments}:
            gradebook.db.add(Comment(cell_id=cell_id, notebook=submitted))
