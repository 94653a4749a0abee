"""What a long command shows in a terminal: one live bar; plain lines where there is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from autograder.progress import ClassProgress, OnProgress

console = Console(highlight=False)


@contextmanager
def progress(console: Console = console) -> Iterator[OnProgress]:
    """A function to hand to ``bulk.grade_class``: shows what is done, the rate, and what is left."""
    if not console.is_terminal:
        yield lambda step: console.print(f"graded {step.done}/{step.total} {step.learner}, {_rate(step)}", markup=False)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[learner]}"),
    )
    with Bars(*columns, console=console) as bars:
        task = bars.add_task("grading", total=None, rate="", learner="")

        def show(step: ClassProgress) -> None:
            bars.update(task, completed=step.done, total=step.total, rate=_rate(step), learner=step.learner)

        yield show


def _rate(step: ClassProgress) -> str:
    return f"{step.per_minute:.0f} a minute, {step.left_s:.0f} s left"
