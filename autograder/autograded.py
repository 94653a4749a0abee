"""The notebook that people open after grading: what was handed in, what it printed, what the examiner found.

nbgrader's autograde makes it in two conversions, with the gradebook opened a dozen times, half a second for each
learner. A staged copy needs few of their steps: each is taken here once, by nbgrader's own class where it has one, and
what the gradebook knows of the cells is read once for all learners.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict
from nbgrader import utils
from nbgrader.api import MissingEntry, Notebook
from nbgrader.preprocessors import LimitOutput, OverwriteCells
from traitlets.config import LoggingConfigurable

from autograder.course import Course, CourseError
from autograder.feedback import as_text
from autograder.notebook import new_cell
from autograder.notebook_files import from_bytes, to_bytes
from autograder.outputs import clean_code, clean_outputs, fenced, is_fenced, shown
from autograder.records import Record

MARK = "autograder"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@dataclass(frozen=True)
class Autograded:
    """``untouched``: the names of the answers that are as they were released."""

    data: bytes
    untouched: frozenset[str]


class Autograder:
    """Makes the notebooks of one topic. ``notebook``: as the gradebook has it; ``log``: where nbgrader's steps talk."""

    def __init__(self, course: Course, topic: str, notebook: Notebook, log: Any) -> None:
        self._ours = our_texts(course, topic)
        self._overwrite = _made(OverwriteCells, course, log)
        self._overwrite.gradebook = _KnownCells(notebook)
        self._overwrite.notebook_id, self._overwrite.assignment_id = notebook.name, topic
        self._limit = _made(LimitOutput, course, log)

    def make(self, staged: bytes, record: Record, mark: Mapping[str, str]) -> Autograded:
        """The notebook of one record. ``mark``: what it says of itself in its metadata."""
        notebook = from_bytes(staged)
        untouched = frozenset(filter(None, map(self._restore, notebook["cells"])))
        show(notebook, record)
        for cell in notebook["cells"]:
            if cell.get("outputs"):
                cell["outputs"] = self._limit.preprocess_cell(from_dict(cell), {}, 0)[0].outputs
        notebook["metadata"] = {MARK: mark}
        return Autograded(to_bytes(neutral(notebook, self._ours)), untouched)

    def _restore(self, cell: dict[str, Any]) -> str | None:
        """Gives a graded cell what the gradebook knows of it; its name where it is an answer that nobody touched."""
        if not cell["metadata"].get("nbgrader"):
            return None
        restored = self._overwrite.preprocess_cell(from_dict(cell), {}, 0)[0]
        cell.update(restored)
        return str(restored.metadata.nbgrader.grade_id) if is_untouched(restored) else None


class _KnownCells:
    """The cells of one notebook, with the two questions that nbgrader's OverwriteCells asks of a gradebook."""

    def __init__(self, notebook: Notebook) -> None:
        fields = ("name", "cell_type", "source", "locked", "checksum")
        self._sources = {cell.name: _copied(cell, fields) for cell in notebook.source_cells}
        graded = (*notebook.grade_cells, *notebook.task_cells)
        self._graded = {cell.name: _copied(cell, ("max_score",)) for cell in graded}

    def find_source_cell(self, name: str, *_: str) -> SimpleNamespace:
        return _found(self._sources, name)

    def find_graded_cell(self, name: str, *_: str) -> SimpleNamespace:
        return _found(self._graded, name)


def is_untouched(cell: NotebookNode) -> bool:
    """Whether it is an answer, and as it was released."""
    return bool(utils.is_solution(cell) and cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell))


def show(notebook: Mapping[str, Any], record: Record) -> None:
    """Puts the outputs of the sandbox under the cells, and the examiner's findings under the checks."""
    results = {f"check_{result.exercise}": result for result in record.exercises}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        result = results.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        found = [shown(as_text(result, record.language))] if result else record.outputs.get(cell["id"], [])
        cell["outputs"] = [from_dict(output) for output in found]


def neutral(notebook: Mapping[str, Any], ours: set[str]) -> dict[str, Any]:
    """A copy without anything that nbconvert or formgrader would hand to a browser as more than text and PNG, and
    without signs that hide or reorder text.

    Our own prose (``ours``) stays as it is; a learner's becomes fenced text.
    """
    kept = {key: notebook["metadata"][key] for key in (MARK,) if key in notebook["metadata"]}
    metadata = {**kept, "kernelspec": KERNEL, "language_info": {"name": "python"}}
    return {"cells": list(_neutral(notebook, ours)), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _neutral(notebook: Mapping[str, Any], ours: set[str]) -> Iterator[dict[str, Any]]:
    for cell in notebook["cells"]:
        source, nbgrader = cell["source"], cell["metadata"].get("nbgrader")
        metadata = {"nbgrader": nbgrader} if nbgrader else {}
        if cell["cell_type"] == "code":
            yield new_cell("code", clean_code(source), id=cell["id"], metadata=metadata) | {
                "outputs": clean_outputs(cell.get("outputs", []))
            }
        else:
            safe = source.strip() in ours or not source.strip() or is_fenced(source)
            yield new_cell("markdown", source if safe else fenced(source), id=cell["id"], metadata=metadata)


def our_texts(course: Course, topic: str) -> set[str]:
    """The prose of the topic's masters, in every language: what may be shown as it was written."""
    try:
        masters = course.masters(topic)
    except CourseError:
        return set()
    notebooks = [nbformat.read(path, as_version=4) for path in masters]
    return {cell.source.strip() for nb in notebooks for cell in nb.cells if cell.cell_type == "markdown"}


def _made(step: type[LoggingConfigurable], course: Course, log: Any) -> Any:
    return step(config=course.config, log=log)


def _copied(row: Any, fields: tuple[str, ...]) -> SimpleNamespace:
    return SimpleNamespace(**{name: getattr(row, name) for name in fields})


def _found(cells: dict[str, SimpleNamespace], name: str) -> SimpleNamespace:
    if name not in cells:
        raise MissingEntry(f"No such cell: {name}")
    return cells[name]
