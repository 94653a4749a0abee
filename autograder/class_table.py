"""A class in a terminal: a row for each learner, numbers for the exercises, one sign for a verdict; a legend below.

Nothing is broken in two at any width: a name that does not fit is cut with …, and ``marks.csv`` holds all of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from autograder import feedback
from autograder.records import ExerciseResult, Record
from autograder.report import exercises, in_order, words
from autograder.verdicts import Verdict

LONGEST_NAME, SHORTEST_NAME = 28, 6
SIGNS = {
    Verdict.RIGHT: ("✓", "green"),
    Verdict.PARTLY_RIGHT: ("~", "yellow"),
    Verdict.WRONG: ("✗", "red"),
    Verdict.RAISED: ("!", "red"),
    Verdict.TIMED_OUT: ("∞", "red"),
    Verdict.OUT_OF_MEMORY: ("#", "red"),
    Verdict.TOO_MUCH_OUTPUT: ("»", "red"),
    Verdict.DIED: ("†", "red"),
    Verdict.FORBIDDEN: ("⊘", "red"),
    Verdict.MISSING: ("–", "red"),
    Verdict.UNREADABLE: ("?", "red"),
    Verdict.GRADER_FAULT: ("○", "bold magenta"),
}
BY_HAND = ("✎", "cyan")


@dataclass(frozen=True)
class ClassTable:
    """One row per learner: marks and verdict of each exercise, and the total; then what the numbers and signs mean."""

    records: Sequence[Record]
    language: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        names = exercises(self.records)
        numbers = {name: _number(place, self.records) for place, name in enumerate(names, start=1)}
        headings = [words("learner", self.language), *numbers.values(), words("total", self.language)]
        rows = [[Text(feedback.plain(each.learner)), *_row(each, names, self.language)] for each in self.records]
        widths = [
            max(cell_len(heading), *(row[place].cell_len for row in rows), 0) for place, heading in enumerate(headings)
        ]
        left = options.max_width - sum(width + 1 for width in widths[1:]) - 1
        widths[0] = max(SHORTEST_NAME, min(widths[0], LONGEST_NAME, left))
        table = Table(box=None, header_style="bold underline", pad_edge=False, padding=(0, 1, 0, 0))
        for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            table.add_column(
                heading, justify="right" if place else "left", no_wrap=True, overflow="ellipsis", width=width
            )
        for row in rows:
            table.add_row(*row)
        yield table
        yield from (Text(line, "dim") for line in _legend(self.records, numbers, self.language, options.max_width))


def as_table(records: Iterable[Record], language: str) -> ClassTable:
    """To be printed by rich, in whatever terminal."""
    return ClassTable(in_order(records), language)


def _number(place: int, records: Sequence[Record]) -> str:
    """As the notebook counts: 8.1 for the first exercise of 08_decoding."""
    topic = records[0].topic.partition("_")[0]
    return f"{int(topic)}.{place}" if topic.isdecimal() else str(place)


def _row(record: Record, names: Sequence[str], language: str) -> list[Text]:
    results = {result.exercise: result for result in record.exercises}
    total = f"{feedback.number(record.score)}/{feedback.number(record.max)}"
    last = Text(total, "bold") if record.final else Text(words("pending", language), "bold magenta")
    return [*(_cell(results.get(name)) for name in names), last]


def _cell(result: ExerciseResult | None) -> Text:
    if result is None:
        return Text("")
    mark = feedback.number(result.mark) if result.final else ""
    return Text.assemble(f"{mark} ", BY_HAND if result.by_hand is not None else SIGNS[result.verdict])


def _legend(records: Sequence[Record], numbers: dict[str, str], language: str, width: int) -> list[str]:
    """Which number is which exercise, and the signs that occur, on as few lines as they need."""
    results = [result for record in records for result in record.exercises]
    seen = {result.verdict for result in results if result.by_hand is None}
    signs = [f"{sign} {feedback.short_word(each, language)}" for each, (sign, _) in SIGNS.items() if each in seen]
    if any(result.by_hand is not None for result in results):
        signs.append(f"{BY_HAND[0]} {words('by_hand', language)}")
    named = [f"{number} {name}" for name, number in numbers.items()]
    return [*_packed(named, width), *_packed(signs, width)]


def _packed(parts: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and cell_len(f"{lines[-1]} · {part}") <= width:
            lines[-1] += f" · {part}"
        else:
            lines.append(part)
    return lines
