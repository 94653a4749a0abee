"""Marks on their way back: a platform's own file with one column filled, or a table of our own.

Canvas takes its grade book back (*Export Entire Gradebook*, then *Import*): every row has the user's ``ID``, and above
the people stands a row *Points Possible*. Moodle takes its grading worksheet back (an assignment's *Download grading
worksheet*): ``Identifier`` is *Participant 5012*, and a row whose grade may not be changed is left alone. Rows, order
and all other columns stay as they are. Who a row is, the roster says; without one, an id that equals the row's number,
login or e-mail.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.exports import GRADE_BOOKS, GradeBook, read_value
from autograder.feedback import number
from autograder.records import Record
from autograder.report import as_csv, in_order
from autograder.roster import Person, Roster

Row = dict[str, str]


class MarksError(Exception):
    """The marks cannot be written so; the message says what to do."""


POINTS_POSSIBLE = "points possible"


@dataclass(frozen=True)
class Written:
    """The file's text; and what somebody should look at: who is in it without a mark, who has a mark and no row."""

    text: str
    filled: int
    notes: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


def made_for(
    platform: str, records: Sequence[Record], roster: Roster, topic: str, export: Path | None, column: str | None
) -> Written:
    """The marks for ``canvas``, ``moodle``, ``csv`` or ``json``. Raises MarksError."""
    if platform == "json":
        return Written(as_json(records, roster), len(records))
    if platform not in GRADE_BOOKS:
        return Written(table(records, roster), len(records))
    if export is None:
        raise MarksError(f"the file to fill is missing: --export with the one that {platform} lets you download")
    return fill(GRADE_BOOKS[platform], export, records, roster, topic, column)


def fill(
    book: GradeBook, export: Path, records: Sequence[Record], roster: Roster, topic: str, column: str | None = None
) -> Written:
    """The platform's file with everybody's marks in one column. Raises MarksError."""
    text, names, rows = _read(export)
    heading = _column(book, names, topic, column)
    owner = _owners(book, names, roster, {record.learner for record in records})
    marks = {record.learner: record for record in records if record.final}
    notes, placed = list(_about_points(book, rows, heading, records)), set[str]()
    comma = any(re.fullmatch(r"\d+,\d+", row[heading].strip()) for row in rows)
    for row in rows:
        learner = owner(row)
        record = marks.get(learner or "")
        if record is None or learner is None:
            continue
        placed.add(learner)
        if any(row.get(name, "").strip().casefold() == "no" for name in book.locked):
            notes.append(f"{learner}: this grade may not be changed there; left as it was")
        elif row[heading].strip().upper() != "EX":
            mark = number(record.score)
            row[heading] = mark.replace(".", ",") if comma else mark
    unplaced = sorted(record.learner for record in records if record.learner not in placed)
    return Written(_as_text(text, names, rows), len(placed), notes, unplaced)


def table(records: Sequence[Record], roster: Roster) -> str:
    """Our own CSV: the report's, with name and e-mail where the roster has them."""
    rows = list(csv.reader(io.StringIO(as_csv(records))))
    people = [roster.get(record.learner) or Person(record.learner) for record in in_order(records)]
    more = [["name", "email"], *([person.name, person.email] for person in people)]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([row[0], *map(_defused, extra), *row[1:]] for row, extra in zip(rows, more, strict=True))
    return text.getvalue()


def as_json(records: Sequence[Record], roster: Roster) -> str:
    """One object for each learner: who, marks, numbers on platforms; ``total`` is null while a mark is not final."""
    found = []
    for record in in_order(records):
        person = roster.get(record.learner) or Person(record.learner)
        who = {"learner": record.learner, "name": person.name, "email": person.email}
        marks = {each.exercise: each.mark if each.final else None for each in record.exercises}
        total = {"total": record.score if record.final else None, "max": record.max, "penalty": record.penalty}
        found.append(who | total | {"exercises": marks, "numbers": person.numbers})
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _defused(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _read(export: Path) -> tuple[str, list[str], list[Row]]:
    """The text, for its mark of order and its line ends; the headings; the rows."""
    try:
        text = export.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise MarksError(f"{export}: not UTF-8; download it again, or save it as CSV UTF-8") from error
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    names = list(reader.fieldnames or [])
    if len(names) != len(set(names)) or not names:
        raise MarksError(f"{export}: two columns of one name, or none at all: is this the platform's own file?")
    rows = [{name: row.get(name) or "" for name in names} for row in reader]
    return text, names, rows


def _as_text(before: str, names: list[str], rows: list[Row]) -> str:
    ends = "\r\n" if "\r\n" in before else "\n"
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator=ends)
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" if before.startswith("\ufeff") else "") + text.getvalue()


def _column(book: GradeBook, names: list[str], topic: str, wanted: str | None) -> str:
    """The column for the marks: named, or the platform's own, or the only one that is called as the topic is."""
    if not set(book.number) & set(names):
        raise MarksError(f"no {book.number[0]!r} among the columns {', '.join(names)}: not {book.platform}'s file")
    said = (wanted or topic).casefold()
    own = [name for name in names if name in book.marks] if wanted is None else []
    found = own or [name for name in names if re.sub(r" \(\d+\)$", "", name).casefold() == said]
    if len(found) != 1:
        raise MarksError(f"which column are the marks for? --column with one of: {', '.join(names)}")
    return found[0]


def _owners(book: GradeBook, names: list[str], roster: Roster, learners: set[str]) -> Callable[[Row], str | None]:
    """Row → learner: by the roster's number, then its e-mail; without it by an id that is in the row itself."""
    keys = [name for name in names if name in book.who]

    def owner(row: Row) -> str | None:
        values = [row[name].strip() for name in keys]
        people = [roster.by_number(book.platform, re.sub(r"^\D+ ", "", value)) for value in values[:1]]
        people += [roster.by_email(value) for value in values]
        found = [person.id for person in people if person is not None] + [each for each in values if each in learners]
        return next(iter(found), None)

    return owner


def _about_points(book: GradeBook, rows: list[Row], heading: str, records: Sequence[Record]) -> Iterator[str]:
    """Said where the platform counts to another number than the notebook."""
    ours = max((record.max for record in records), default=0.0)
    above = [row for row in rows if next(iter(row.values())).strip().casefold() == POINTS_POSSIBLE]
    stated = {read_value(each, book.maximum) for each in rows}
    for text in {row[heading] for row in above} | stated:
        if re.fullmatch(r"\d+(?:[.,]\d+)?", text.strip()) and float(text.replace(",", ".")) != ours:
            yield f"there it is out of {text.strip()}, here out of {number(ours)}: marks are written as they are here"
