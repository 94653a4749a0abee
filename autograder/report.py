"""A class at a glance: a CSV for gradebooks, and one page for the instructor (``class_table``: a terminal's table).

All are made from records alone. A record with a fault of ours has no mark anywhere: not a zero, not a mean.
Whatever a learner could have written (names, exception texts) is escaped, defused or stripped before it is shown.
"""

import csv
import hashlib
import io
import re
import statistics
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from autograder import feedback
from autograder.records import ExerciseResult, PropertyResult, Record
from autograder.verdicts import Verdict
from course_lib.asking import texts

LEAST_FOR_CORRELATION = 8  # below this many notebooks a correlation is noise
BINS = 10


@dataclass(frozen=True)
class Written:
    """The files of one report; ``feedback`` holds one page and one text per learner."""

    page: Path
    table: Path
    feedback: Path


@dataclass(frozen=True)
class PropertySummary:
    """One property over the class: how many of those examined hold it; ``r`` is None where it cannot be told."""

    exercise: str
    title: str
    examined: int
    held: int
    r: float | None


@dataclass(frozen=True)
class Misconception:
    """One mistake that the exam knows by name, and who made it."""

    exercise: str
    key: str
    hint: str
    learners: list[str]


def write(records: Sequence[Record], to: Path, *, language: str) -> Written:
    """Writes ``report.html``, ``marks.csv`` and ``feedback/LEARNER/`` into ``to``, made if needed."""
    to.mkdir(parents=True, exist_ok=True)
    written = Written(to / "report.html", to / "marks.csv", to / "feedback")
    for record in records:
        feedback.write(record, written.feedback / folder_name(record.learner))
    written.table.write_text(as_csv(records), encoding="utf-8", newline="")
    written.page.write_text(as_html(records, language), encoding="utf-8")
    return written


def as_csv(records: Iterable[Record]) -> str:
    """``learner, total, max, penalty``, then marks per exercise, then verdicts: what gradebooks import by column name.

    Every cell is quoted, and text that a spreadsheet would run as a formula begins with an apostrophe. Where no mark
    is set yet (a fault of ours) the cells of marks are empty.
    """
    records = in_order(records)
    names = exercises(records)
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow(["learner", "total", "max", "penalty", *names, *(f"{name} verdict" for name in names)])
    for record in records:
        results = {result.exercise: result for result in record.exercises}
        marks = [_mark(results.get(name)) for name in names]
        verdicts = [results[name].verdict.value if name in results else "" for name in names]
        total = feedback.number(record.score) if record.final else ""
        sums = [total, feedback.number(record.max), feedback.number(record.penalty)]
        rows.writerow([defused(record.learner), *sums, *marks, *verdicts])
    return text.getvalue()


def as_html(records: Iterable[Record], language: str) -> str:
    """The class report: one self-contained page without scripts; links to ``feedback/LEARNER/feedback.html``."""
    records = in_order(records)
    graded = [record for record in records if record.final]
    found = property_summaries(graded, language)
    ranked = sorted((each for each in found if each.r is not None), key=lambda each: -(each.r or 0.0))
    return (
        environment(language)
        .get_template("report.html")
        .render(
            records=records,
            graded=graded,
            faults=[record for record in records if not record.final],
            tops=sum(record.score >= record.max for record in graded),
            slowest=max(records, key=lambda record: record.seconds, default=None),
            topic=records[0].topic if records else "",
            exercises=exercises(records),
            histogram=histogram(graded),
            tallies=tallies(records),
            properties=found,
            best=ranked[0] if ranked and (ranked[0].r or 0.0) > 0 else None,
            misconceptions=misconceptions(graded, language),
        )
    )


def property_summaries(records: Sequence[Record], language: str) -> list[PropertySummary]:
    """Every property in the order of the exam, over those that were examined.

    Records with faults must be left out by the caller.
    """
    seen: dict[tuple[str, str], list[tuple[Record, ExerciseResult, PropertyResult]]] = defaultdict(list)
    for record in records:
        for result in record.exercises:
            for each in result.properties:
                if each.passed is None:
                    continue
                seen[result.exercise, each.name].append((record, result, each))
    return [
        PropertySummary(
            exercise=exercise,
            title=feedback.title(_in_language(language, [(record, each) for record, _, each in rows])),
            examined=len(rows),
            held=sum(each.passed is True for _, _, each in rows),
            r=correlation([(each.passed is True, _elsewhere(record, result)) for record, result, each in rows]),
        )
        for (exercise, _), rows in seen.items()
    ]


def correlation(pairs: Sequence[tuple[bool, float]]) -> float | None:
    """Point-biserial correlation of (held, marks elsewhere); None with too few pairs or nothing that varies."""
    if len(pairs) < LEAST_FOR_CORRELATION:
        return None
    held, marks = [float(passed) for passed, _ in pairs], [mark for _, mark in pairs]
    if len(set(held)) < 2 or len(set(marks)) < 2:
        return None
    return statistics.correlation(held, marks)


def _elsewhere(record: Record, result: ExerciseResult) -> float:
    """What the exam gave in the other exercises; marks given by hand say nothing of a property."""
    return sum(other.score for other in record.exercises if other is not result)


def misconceptions(records: Sequence[Record], language: str) -> list[Misconception]:
    """Named mistakes, the most frequent first; a learner counts once for each.

    Only of answers that came back and were wrong: how the others failed is what the verdicts count.
    """
    made: dict[tuple[str, str], list[tuple[Record, PropertyResult]]] = defaultdict(list)
    for record in records:
        for result in record.exercises:
            for each in result.properties:
                if each.hint_key and each.verdict is Verdict.WRONG:
                    made[result.exercise, each.hint_key].append((record, each))
    found = [
        Misconception(
            exercise,
            key,
            _hint(exercise, key, language, rows),
            sorted({record.learner for record, _ in rows}),
        )
        for (exercise, key), rows in made.items()
    ]
    return sorted(found, key=lambda each: (-len(each.learners), each.exercise, each.key))


def _hint(exercise: str, key: str, language: str, rows: Sequence[tuple[Record, PropertyResult]]) -> str:
    """What one of them read; if none reads the report's language, the mistake's own sentences, without numbers."""
    record, found = next((row for row in rows if row[0].language == language), rows[0])
    if record.language == language:
        return found.hint or ""
    try:
        return " ".join(texts.mistake(exercise, key, language))
    except (KeyError, OSError):  # an exercise that has changed since
        return found.hint or ""


def tallies(records: Sequence[Record]) -> dict[str, dict[Verdict, int]]:
    """Exercise → verdict → how many, verdicts in the order of Verdict."""
    counts: dict[str, Counter[Verdict]] = {exercise: Counter() for exercise in exercises(records)}
    for record in records:
        for result in record.exercises:
            counts[result.exercise][result.verdict] += 1
    return {name: {verdict: seen[verdict] for verdict in Verdict if seen[verdict]} for name, seen in counts.items()}


def histogram(records: Sequence[Record]) -> list[int]:
    """How many notebooks lie in each tenth of the points; full marks are in the last."""
    bins = [0] * BINS
    for record in records:
        if record.max:
            bins[min(BINS - 1, int(BINS * record.score / record.max))] += 1
    return bins


def in_order(records: Iterable[Record]) -> list[Record]:
    """By learner, as a roll is called."""
    return sorted(records, key=lambda record: (record.learner.casefold(), record.learner))


def exercises(records: Iterable[Record]) -> list[str]:
    """The exercises of all records, in the order of the first that names each."""
    return list(dict.fromkeys(result.exercise for record in records for result in record.exercises))


# Of full width too, which some spreadsheets take for the plain ones.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text


def folder_name(learner: str) -> str:
    """The learner's name as a folder: itself where it is plain, else tamed, with a hash that keeps it apart."""
    if re.fullmatch(r"\w[\w.@+ -]{0,99}", learner) and not learner.endswith((".", " ")):
        return learner
    digest = hashlib.sha256(learner.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9_-]', '_', learner)[:40]}-{digest}"


def words(key: str, language: str, **values: object) -> str:
    """A phrase of ``report.toml`` with its braces filled."""
    return _texts()[key][language].format(**values)


def environment(language: str) -> jinja2.Environment:
    """The templates of feedback, with the words of the report in one language."""
    made = feedback.environment()
    made.globals.update(
        t=lambda key, **values: words(key, language, **values),
        language=language,
        folder_name=folder_name,
        breakable=_breakable,
        aside=lambda record: _aside(record, language),
        median=lambda values: statistics.median(values) if values else 0.0,
        mean=lambda values: statistics.fmean(values) if values else 0.0,
        least=LEAST_FOR_CORRELATION,
    )
    return made


def _in_language(language: str, rows: Sequence[tuple[Record, PropertyResult]]) -> PropertyResult:
    """The result that says most: with its texts, in this language if there is one. A class may mix languages."""
    return max(rows, key=lambda row: (bool(row[1].title), row[0].language == language))[1]


def _aside(record: Record, language: str) -> list[str]:
    """What the instructor alone may want to know of a notebook: details, repairs and notes."""
    details = [f"{result.exercise}: {result.detail}" for result in record.exercises if result.detail]
    repairs = [feedback.repair_text(repair, language) for repair in record.repairs]
    return [feedback.plain(line) for line in (*details, *repairs, *record.notes)]


def _mark(result: ExerciseResult | None) -> str:
    return feedback.number(result.mark) if result is not None and result.final else ""


def _breakable(name: str, width: int = 11) -> str:
    """A long name over several lines, broken after its underscores or before its capitals."""
    lines = [""]
    for part in re.findall(r"[A-Z]?[^_A-Z]+_?|[A-Z]", name):
        lines.append(part) if len(lines[-1]) + len(part) > width else lines.append(lines.pop() + part)
    return "\n".join(line for line in lines if line)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((feedback.TEMPLATES / "report.toml").read_text(encoding="utf-8"))
