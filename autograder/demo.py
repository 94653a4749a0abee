"""The main job on a class of our own: ``autograder demo`` releases a topic, hands in a class and grades it.

The class is part of the corpus of submissions: right in several hands, unfinished, broken and hostile. Everything
is made in a folder of its own, a small course that ``nbgrader`` and ``autograder`` can be tried on afterwards.
"""

import importlib.util
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from rich.console import Console

from autograder import bulk, console, release, report
from autograder.course import CONFIG_NAME, Course

ROOT = Path(__file__).resolve().parent.parent
TOPIC = "04_transformers"
MARKER = ".demonstration"  # tells a course that may be removed from one that may not
CLASS = (
    "right_einsum_es",
    "right_by_hand_en",
    "right_additive_mask_es",
    "right_with_helpers_en",
    "right_one_line_es",
    "half_done_en",
    "no_scaling_es",
    "no_mask_en",
    "untouched_es",
    "mixed_languages",
    "syntax_error_es",
    "prints_and_warnings_en",
    "loop_in_answer",
    "memory_bomb",
    "exits",
    "patched_testing",
    "calls_reference",
    "output_flood_in_answer",
    "deleted_check",
    "renamed_es",
    "broken_json",
    "symlink",
    "solution_en",
)


def run(
    to: Path | None = None,
    *,
    learners: Sequence[str] = CLASS,
    workers: int | None = None,
    terminal: Console = console.console,
) -> int:
    """Releases the topic into ``to``, hands in a class, grades it and says where everything is.

    Whatever an earlier demonstration left in ``to`` is removed; FileExistsError if something else stands there.
    """
    started = time.monotonic()
    to = to or ROOT / "classroom" / "demo"
    _make_room(to)
    course = make_course(to)
    released = release.release([TOPIC], course.classroom / "learners", notebooks=course.notebooks)
    terminal.print(f"released   {TOPIC} in {len(released.notebooks)} languages: {released.folder}", soft_wrap=True)
    handed_in = load_corpus().build_class(course.submitted, learners)
    terminal.print(f"submitted  {len(handed_in)} learners have handed in: {course.submitted}", soft_wrap=True)
    with console.progress(terminal) as show:
        summary = bulk.grade_class(TOPIC, workers, show, course=course)
    _show(terminal, summary, course, time.monotonic() - started)
    return 1 if summary.faults or summary.refused or summary.unwritten else 0


def _show(terminal: Console, summary: bulk.Summary, course: Course, seconds: float) -> None:
    """The table, what went wrong, and where everything is."""
    folder = course.classroom / "reports" / TOPIC
    written = report.write(summary.records, folder, language=course.language)
    terminal.print(report.as_table(summary.records, course.language))
    for problem in (*summary.refused, *summary.unwritten):
        terminal.print(f"problem: {problem}", style="yellow", markup=False)
    waiting = f", {len(summary.faults)} waiting for a fault of ours" if summary.faults else ""
    terminal.print(f"{len(summary.records)} graded{waiting}, in {seconds:.0f} s in all")
    for name, path in (("CSV", written.table), ("class report", written.page), ("feedback", written.feedback)):
        terminal.print(f"{name:<13} {path}", soft_wrap=True)


def _make_room(to: Path) -> None:
    if to.exists() and not (to / MARKER).is_file() and any(to.iterdir()):
        raise FileExistsError(f"{to} holds something that no demonstration made: name another folder")
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    (to / MARKER).touch()


def make_course(to: Path) -> Course:
    """A course of one topic in ``to``: this repository's settings, and copies of its masters in both languages."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / CONFIG_NAME, to / CONFIG_NAME)
    for language in ("es", "en"):
        shutil.copytree(ROOT / "notebooks" / language / TOPIC, to / "notebooks" / language / TOPIC)
    return Course.load(to)


def load_corpus() -> ModuleType:
    """``tests/submissions/corpus.py``, which belongs to no package. Raises FileNotFoundError outside a checkout."""
    path = ROOT / "tests" / "submissions" / "corpus.py"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: the demonstration needs a checkout of the course")
    name = "autograder_submissions"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
