"""What a long command shows in a terminal: one live bar per phase; plain lines where there is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from autograder.bulk import ClassProgress, OnProgress

console = Console(highlight=False)


@contextmanager
def progress(console: Console = console) -> Iterator[OnProgress]:
    """A function to hand to ``bulk.grade_class``: shows what is done, the rate, and what is left."""
    if not console.is_terminal:
        yield lambda step: console.print(f"{step.phase} {step.done}/{step.total} {step.learner}", markup=False)
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
        tasks: dict = {}

        def show(step: ClassProgress) -> None:
            if step.phase not in tasks:
                tasks[step.phase] = bars.add_task(step.phase, total=step.total, rate="", learner="")
            left = "" if step.left_s is None else f", {step.left_s:.0f} s left"
            rate = f"{step.per_minute:.0f} a minute{left}"
            bars.update(tasks[step.phase], completed=step.done, rate=rate, learner=step.learner)

        yield show
