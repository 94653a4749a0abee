"""Seconds to grade a class again after two exercises have changed, and what they are spent on.

    python benchmarks/regrading.py [--topic 04_transformers] [--learners 200] [--workers 2]

Everybody hands in the solutions, each with a cell of their own, so that no two notebooks are alike. The class is
graded once; then two exercises get another version, and only they may be examined again.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder import topics
from autograder.bulk import grade_class
from autograder.course import CONFIG_NAME, Course
from autograder.desk import Desk
from autograder.gradebook import GradebookWriter
from autograder.notebook import new_cell, notebook_name
from autograder.notebook_files import to_bytes

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "es"


def make(folder: Path, topic: str, learners: int) -> Course:
    """A course with a class that has handed in."""
    shutil.copy(ROOT / CONFIG_NAME, folder)
    shutil.copytree(ROOT / "notebooks" / LANGUAGE / topic, folder / "notebooks" / LANGUAGE / topic)
    course = Course.load(folder)
    master = nbformat.read(course.master(topic), as_version=4)
    for number in range(learners):
        own = new_cell("code", f"own = {number}", id="own-first")
        master.cells = [*(cell for cell in master.cells if cell.id != "own-first"), own]
        path = course.submitted / f"learner-{number:04}" / topic / f"{notebook_name(topic)}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(to_bytes(master))
    return course


def timed(name: str, run: Callable, spent: dict[str, float]) -> Callable:
    """The same function, which adds what it takes to ``spent``."""

    def call(*args: object, **kwargs: object) -> object:
        began = time.perf_counter()
        try:
            return run(*args, **kwargs)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - began

    return call


def grade(what: str, course: Course, topic: str, workers: int) -> None:
    """Grades the class, and prints seconds in all and by part."""
    spent: dict[str, float] = {}
    with pytest.MonkeyPatch.context() as patch:
        for label, owner, name in (("staging", Desk, "stage"), ("writing", GradebookWriter, "write")):
            patch.setattr(owner, name, timed(label, getattr(owner, name), spent))
        summary = grade_class(topic, workers, course=course)
    of = ", ".join(f"{label} {seconds:.1f}" for label, seconds in spent.items())
    counted = f"{summary.examined} examined, {summary.written} written"
    print(f"{what}: {summary.seconds:.1f} s ({of}); {counted}; load {os.getloadavg()[0]:.1f}", flush=True)


def main() -> None:
    """The class once, again unchanged, and with two exercises changed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topic", default="04_transformers")
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    topic = topics.load(options.topic)
    with tempfile.TemporaryDirectory() as folder:
        course = make(Path(folder), topic.name, options.learners)
        grade("first", course, topic.name, options.workers)
        grade("unchanged", course, topic.name, options.workers)
        changed = list(topic.exercises)[:2]
        version = topics.exercise_version
        topics.exercise_version = lambda folder, name: version(folder, name) + ("'" if name in changed else "")
        grade(f"{' and '.join(changed)} changed", course, topic.name, options.workers)


if __name__ == "__main__":
    main()
