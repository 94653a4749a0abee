"""What one learner reads after grading: each property with ✓, ✗ or –, its hint, the marks, and what to do next.

Written only from the record: no learner's HTML, no traceback of ours, no expected value beyond what a hint
says (``ExerciseResult.detail`` and ``Record.notes`` are for the instructor and never shown here). The words are in
``templates/feedback.toml``.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from autograder.records import ExerciseResult, PropertyResult, Record, Repair
from autograder.verdicts import Verdict

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("es", "en")


def as_text(result: ExerciseResult, language: str) -> str:
    """One exercise as plain text: the output of its check cell once autograded, and its comment."""
    lines = [f"{result.exercise}: {_marks(result, language)} · {verdict_word(result.verdict, language)}"]
    for found in result.properties:
        lines.append(f"  {mark(found)} {title(found)} ({worth(found, result, language)})")
        if found.hint and not found.passed:
            lines += [f"      {line}" for line in plain(found.hint).splitlines()]
    lines += [f"  {line}" for line in remarks(result, language)]
    lines.append(f"{word('next', language)}: {what_next(result.verdict, language)}")
    return "\n".join(lines)


def record_as_text(record: Record) -> str:
    """The whole notebook as plain text, in the notebook's language."""
    language = record.language
    parts = [f"{plain(record.learner)} · {plain(record.topic)} · {total(record)}"]
    parts += _listed("decisions", record.decisions, language)
    parts += [as_text(result, language) for result in record.exercises]
    parts += _listed("repairs", record.mended, language)
    return "\n\n".join(parts) + "\n"


def _listed(heading: str, repairs: list[Repair], language: str) -> list[str]:
    lines = [f"  - {plain(repair_text(repair, language))}" for repair in repairs]
    return ["\n".join([word(heading, language), *lines])] if lines else []


def as_html(record: Record) -> str:
    """The whole notebook as one self-contained page, without scripts or requests, in its own language."""
    return _page().render(record=record, language=record.language, total=total(record))


def write(record: Record, folder: Path) -> Path:
    """Writes ``feedback.html`` and ``feedback.txt`` into ``folder``, made if needed; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "feedback.txt").write_text(record_as_text(record), encoding="utf-8")
    page = folder / "feedback.html"
    page.write_text(as_html(record), encoding="utf-8")
    return page


def verdict_word(verdict: Verdict, language: str) -> str:
    """A verdict in the learner's words, such as *tiempo agotado*."""
    return _texts()["verdicts"][verdict.value][_known(language)]


def short_word(verdict: Verdict, language: str) -> str:
    """A verdict in as few letters as a table has room for."""
    return _texts()["verdicts"][verdict.value][f"short_{_known(language)}"]


def what_next(verdict: Verdict, language: str) -> str:
    """What to do about a verdict, in one or two sentences."""
    return _texts()["verdicts"][verdict.value][f"next_{_known(language)}"]


def word(key: str, language: str, **values: object) -> str:
    """A phrase of ``feedback.toml`` with its braces filled; KeyError for one that is not there."""
    return _texts()["words"][key][_known(language)].format(**values)


def repair_text(repair: Repair, language: str) -> str:
    """One thing that was put right, in a sentence."""
    text = _texts()["repairs"][repair.kind][_known(language)].format(**repair.values)
    return f"{repair.cell_id}: {text}" if repair.cell_id else text


def mark(found: PropertyResult) -> str:
    """``✓`` holds, ``✗`` was examined and does not, ``–`` was not examined."""
    return "–" if found.passed is None else "✓" if found.passed else "✗"


def remarks(result: ExerciseResult, language: str) -> list[str]:
    """What is said once below the properties: that marks were given on from a mistake; why some were not examined."""
    said = []
    followed = [found for found in result.properties if found.passed and found.credit < 1]
    if followed:
        others = [found for found in result.properties if found.passed is not True]
        key = "followed_all" if len(others) == 1 else "followed"
        said.append(word(key, language, percent=number(100 * followed[0].credit)))
    if any(found.passed is None for found in result.properties):
        said.append(f"– {word(_why_unexamined(result), language)}")
    return said


def _why_unexamined(result: ExerciseResult) -> str:
    if not result.verdict.final:
        return "unexamined_fault"
    reasons = {Verdict.FORBIDDEN: "unexamined_forbidden", Verdict.MISSING: "unexamined_missing"}
    reasons |= {Verdict.UNREADABLE: "unexamined_missing"}
    return reasons.get(result.verdict, "unexamined_core")


def title(found: PropertyResult) -> str:
    """What the property states, or its name where the exam gives no sentence."""
    return plain(found.title or found.name.replace("_", " "))


def worth(found: PropertyResult, result: ExerciseResult, language: str) -> str:
    """The property's share of the points: ``worth 1.5``, or ``0.75 of 1.5`` for what holds in spite of a mistake."""
    weights = sum(each.weight for each in result.properties)
    points = result.max * found.weight / weights if weights else 0.0
    if found.passed and found.credit < 1:
        return word("earns", language, points=number(points * found.credit), of=number(points))
    return word("worth", language, points=number(points))


def total(record: Record) -> str:
    """``17 of 20 points``, or that there is no mark yet."""
    key = "points" if record.final else "no_mark"
    said = word(key, record.language, score=number(record.score), max=number(record.max))
    late = word("late", record.language, points=number(record.penalty)) if record.penalty else ""
    return f"{said} ({late})" if late else said


def number(value: float) -> str:
    """At most two decimals and none that say nothing: ``6``, ``4.5``, ``3.33``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def plain(text: str) -> str:
    """``text`` without control characters: it can neither move a terminal's cursor nor hide what follows.

    Bidirectional marks go too, none of which Unicode calls printable: they make a name read as another one.
    """
    if text.replace("\n", "").isprintable():  # nearly every text, and a thousandth of the time
        return text
    return "".join(char for char in text if char == "\n" or char.isprintable())


def environment() -> jinja2.Environment:
    """The templates: every value is made plain and escaped, every misspelt name is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=lambda value: plain(value) if isinstance(value, str) else value,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(word=word, verdict_word=verdict_word, what_next=what_next, mark=mark, title=title, worth=worth)
    made.globals.update(marks=_marks, remarks=remarks, number=number, repair_text=repair_text)
    return made


def _marks(result: ExerciseResult, language: str) -> str:
    if not result.final:
        return word("no_mark", language, max=number(result.max))
    key = "points" if result.by_hand is None else "by_hand"
    return word(key, language, score=number(result.mark), max=number(result.max))


@cache
def _page() -> jinja2.Template:
    """Compiled once: for each learner it would take longer than to fill it in."""
    return environment().get_template("feedback.html")


def _known(language: str) -> str:
    """The language if we speak it, else English: a learner's notebook may claim anything."""
    return language if language in LANGUAGES else "en"


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((TEMPLATES / "feedback.toml").read_text(encoding="utf-8"))
