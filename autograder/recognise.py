"""What a file that was handed in is: the notebook of this topic with somebody's answers, the untouched release,
another topic's notebook, or none.

A notebook is known by its graded cells (ids, or nbgrader's names for them), else by the sources that it shares with a
master. It is *answered* when any cell that could hold an answer differs from the release in every language.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import nbformat
from nbformat import NotebookNode

from autograder.course import Course
from autograder.notebook import is_graded, notebook_name, released
from autograder.reading import UnreadableError, parse

State = Literal["answered", "untouched", "unrecognised", "other topic", "unreadable"]

LEAST_SOURCE = 40  # characters: shorter sources are the same in many notebooks


@dataclass(frozen=True)
class Seen:
    """``digest``: equal for equal code; ``topic``: the one that the notebook belongs to; ``why`` it is unreadable."""

    state: State
    topic: str = ""
    digest: str = ""
    why: str = ""


class Recogniser:
    """Knows the notebooks of a course; ``topic`` is the one that is wanted."""

    def __init__(self, course: Course, topic: str) -> None:
        self._course, self._topic = course, topic

    def look(self, data: bytes) -> Seen:
        """What these bytes are; never raises for what a learner wrote."""
        try:
            notebook = parse(data, [])
        except UnreadableError as error:
            return Seen("unreadable", digest=hashlib.sha256(data).hexdigest(), why=str(error))
        return self.see(notebook)

    def see(self, notebook: NotebookNode) -> Seen:
        """What a notebook that could be read is."""
        digest, topic = _digest(notebook), self.topic_of(notebook)
        if topic == self._topic:
            untouched = all(source in self._released for source in _answers(notebook))
            return Seen("untouched" if untouched else "answered", topic, digest)
        return Seen("other topic" if topic else "unrecognised", topic, digest)

    def topic_of(self, notebook: NotebookNode) -> str:
        """The topic whose graded cells it has most of, then the one it shares most sources with; empty for none."""
        for names, known in ((_names(notebook), self._names), (_long_sources(notebook), self._sources)):
            shared = {topic: len(names & each) for topic, each in known.items()}
            most = max(shared.values(), default=0)
            best = [topic for topic, count in shared.items() if count == most]
            if most:
                return self._topic if self._topic in best else best[0]
        return ""

    @cached_property
    def _released(self) -> frozenset[str]:
        """Every source of this topic's release, in all languages."""
        masters = [nbformat.read(path, as_version=4) for path in self._course.masters(self._topic)]
        return frozenset(cell.source.strip() for master in masters for cell in released(master).cells) | {""}

    @cached_property
    def _masters(self) -> dict[str, NotebookNode]:
        topics = sorted({*self._course.topics(), self._topic})
        # Read as submissions are: nbformat would validate our own masters, at a tenth of a second each.
        return {topic: parse(self._course.master(topic).read_bytes(), []) for topic in topics}

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        return {topic: {cell.id for cell in each.cells if is_graded(cell)} for topic, each in self._masters.items()}

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        return {topic: _long_sources(each) for topic, each in self._masters.items()}


def said(seen: Seen, topic: str) -> str:
    """Another topic's notebook, in words for the instructor."""
    return f"this is the notebook of {seen.topic}, not of {topic}. Ask for {notebook_name(topic)}.ipynb."


def _names(notebook: NotebookNode) -> set[str]:
    ids = {str(cell.get("id", "")) for cell in notebook.cells}
    claims = {str(cell.metadata.get("nbgrader", {}).get("grade_id", "")) for cell in notebook.cells}
    return (ids | claims) - {""}


def _long_sources(notebook: NotebookNode) -> set[str]:
    code = (cell.source.strip() for cell in notebook.cells if cell.cell_type == "code")
    return {source for source in code if len(source) >= LEAST_SOURCE}


def _answers(notebook: NotebookNode) -> Iterator[str]:
    """The sources that could hold an answer: all code, and text that nbgrader marks."""
    for cell in notebook.cells:
        if cell.cell_type == "code" or cell.metadata.get("nbgrader", {}).get("solution"):
            yield cell.source.strip()


def _digest(notebook: NotebookNode) -> str:
    return hashlib.sha256("\0".join(_answers(notebook)).encode()).hexdigest()
