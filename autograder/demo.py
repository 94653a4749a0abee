"""The main job on a class of our own: ``autograder demo`` releases two topics, hands in a class and grades it.

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

from autograder import bulk, class_table, console, release, report
from autograder.course import CONFIG_NAME, Course

ROOT = Path(__file__).resolve().parent.parent
MARKER = ".demonstration"  # tells a course that may be removed from one that may not
CLASSES: dict[str, tuple[str, ...]] = {
    "04_transformers": (
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
    ),
    "08_decoding": (
        "decoding_by_hand_es",
        "decoding_solution_en",
        "decoding_half_done_en",
        "decoding_recomputes_es",
        "decoding_drops_the_reaching_token_en",
        "decoding_untouched_es",
        "decoding_shared_cache_en",
        "decoding_calls_forever",
        "decoding_forged_callback",
        "decoding_reference_cache",
    ),
}


def run(
    to: Path | None = None,
    *,
    learners: Sequence[str] | None = None,
    workers: int | None = None,
    language: str = "en",
    terminal: Console = console.console,
) -> int:
    """Releases the topics into ``to``, hands in a class, grades it and says where everything is.

    ``learners``: some of those in CLASSES; topics that none of them handed in are left out.

    Whatever an earlier demonstration left in ``to`` is removed; FileExistsError if something else stands there.
    """
    started = time.monotonic()
    to = to or ROOT / "classroom" / "demo"
    _make_room(to)
    classes = {
        topic: [name for name in names if learners is None or name in learners] for topic, names in CLASSES.items()
    }
    classes = {topic: names for topic, names in classes.items() if names}
    course = make_course(to)
    released = release.release(list(classes), course.classroom / "learners", notebooks=course.notebooks)
    terminal.print(f"released   {', '.join(classes)} in two languages: {released.folder}", soft_wrap=True)
    handed_in = load_corpus().build_class(course.submitted, [name for names in classes.values() for name in names])
    terminal.print(f"submitted  {len(handed_in)} learners have handed in: {course.submitted}", soft_wrap=True)
    unwell = 0
    for topic in classes:
        with console.progress(terminal) as show:
            summary = bulk.grade_class(topic, workers, show, course=course)
        _show(terminal, summary, course, topic, language)
        unwell += len(summary.faults) + len(summary.refused) + len(summary.unwritten)
    terminal.print(f"{time.monotonic() - started:.0f} s in all")
    return 1 if unwell else 0


def _show(terminal: Console, summary: bulk.Summary, course: Course, topic: str, language: str) -> None:
    """The table, what went wrong, and where everything is."""
    folder = course.classroom / "reports" / topic
    written = report.write(summary.records, folder, language=language)
    terminal.print(class_table.as_table(summary.records, language))
    for problem in (*summary.refused, *summary.unwritten):
        terminal.print(f"problem: {problem}", style="yellow", markup=False)
    waiting = f", {len(summary.faults)} waiting for a fault of ours" if summary.faults else ""
    terminal.print(f"{topic}: {len(summary.records)} graded{waiting}")
    for name, path in (("CSV", written.table), ("class report", written.page), ("feedback", written.feedback)):
        terminal.print(f"{name:<13} {path}", soft_wrap=True)


def _make_room(to: Path) -> None:
    if to.exists() and not (to / MARKER).is_file() and any(to.iterdir()):
        raise FileExistsError(f"{to} holds something that no demonstration made: name another folder")
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    (to / MARKER).touch()


def make_course(to: Path) -> Course:
    """A course of the demonstration's topics in ``to``: this repository's settings, and copies of its masters."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / CONFIG_NAME, to / CONFIG_NAME)
    for folder in (Path(language) / topic for language in ("es", "en") for topic in CLASSES):
        shutil.copytree(ROOT / "notebooks" / folder, to / "notebooks" / folder)
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
