"""When something was handed in: a moment, and how far it can be trusted.

A moment is *sure* when who wrote it also wrote its zone, or the course says which zone its local times are in
(``c.HandingIn.zone``). A penalty rests on sure moments only.
"""

import csv
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import ClassVar

from dateutil import tz
from dateutil.parser import ParserError, parse, parserinfo

from autograder.identity import form

NO_ZONE = "the platform writes no zone; name the course's in c.HandingIn.zone"
DAY_OR_MONTH = re.compile(r"\s*(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}\b")
TIME_COLUMNS = (
    "time", "handed in", "handed_in", "submitted", "submitted at", "submission time", "date submitted",
    "last modified (submission)", "última modificación (entrega)", "hora", "entregado",
)  # fmt: skip
NAME_COLUMNS = ("name", "full name", "nombre", "nombre completo", "student", "estudiante")
EMAIL_COLUMNS = ("email", "email address", "e-mail", "dirección de correo", "correo")
NUMBER_COLUMNS = ("identifier", "identificador", "number", "número", "canvas", "moodle")


@dataclass(frozen=True)
class When:
    """A moment in UTC, or None; ``doubt`` says why no penalty may rest on it, and is empty when one may."""

    at: datetime | None = None
    doubt: str = "nobody says when it was handed in"

    @property
    def sure(self) -> bool:
        return self.at is not None and not self.doubt


class TimeError(Exception):
    """A list of hand-in times cannot be read; the message says where and why."""


class _Words(parserinfo):
    """English and Spanish names of days and months, as Moodle writes dates."""

    JUMP: ClassVar = [*parserinfo.JUMP, "de", "del", "a", "las"]
    WEEKDAYS: ClassVar = [
        (*names, spanish)
        for names, spanish in zip(
            parserinfo.WEEKDAYS,
            ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
            strict=True,
        )
    ]
    MONTHS: ClassVar = [
        (*names, *spanish)
        for names, spanish in zip(
            parserinfo.MONTHS,
            (
                ("enero", "ene"), ("febrero",), ("marzo",), ("abril", "abr"), ("mayo",), ("junio",), ("julio",),
                ("agosto", "ago"), ("septiembre",), ("octubre",), ("noviembre",), ("diciembre", "dic"),
            ),
            strict=True,
        )
    ]  # fmt: skip


def moment(found: datetime | None, zone: tzinfo | None) -> When:
    """What a platform says: in UTC where it names a zone, else by the course's clock, else in doubt."""
    if found is None:
        return When()
    if found.tzinfo is not None:
        return When(found.astimezone(UTC), "")
    if zone is None:
        return When(found.replace(tzinfo=tz.tzlocal()).astimezone(UTC), NO_ZONE)
    local = found.replace(tzinfo=zone)
    if not tz.datetime_exists(local):
        return When(local.astimezone(UTC), "the clock was put forward past that time")
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return When(local.astimezone(UTC), "the clock was put back: that time was there twice")
    return When(local.astimezone(UTC), "")


def nbgrader_time(text: str) -> datetime | None:
    """A timestamp of nbgrader's as it reads it itself; without a zone where the zone's letters say nothing here."""
    from nbgrader.utils import parse_utc  # a second: only where nbgrader's files are read

    text = text.strip()[:100]
    words = text.split(" ")
    try:
        if len(words) == 3 and not re.fullmatch(r"[+-]?\d+", words[2]) and tz.gettz(words[2]) is None:
            return parse(" ".join(words[:2]))
        return parse_utc(text).replace(tzinfo=UTC) if text else None
    except (ParserError, OverflowError, ValueError, AttributeError):
        return None


def read_time(text: str, zone: tzinfo | None) -> When:
    """A moment as people and platforms write it. Raises TimeError when it is none, or could be two."""
    text = text.strip()
    numbers = DAY_OR_MONTH.match(text)
    if numbers and int(numbers[1]) <= 12 and int(numbers[2]) <= 12 and numbers[1] != numbers[2]:
        raise TimeError(f"{text[:60]!r} could be two dates; write 2026-03-31 14:00")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parse(text[:100], parserinfo=_Words(), tzinfos={"UTC": UTC, "GMT": UTC, "Z": UTC})
        except (ParserError, OverflowError, ValueError) as error:
            raise TimeError(f"{text[:60]!r} is no time; write 2026-03-31 14:00") from error
    return moment(found, zone)


@dataclass(frozen=True)
class TimeList:
    """Hand-in times by who: ids, e-mails, names and platform numbers, each in its one spelling."""

    times: dict[tuple[str, str], list[When]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def find(self, *who: tuple[str, str]) -> When | None:
        """The one time of somebody; None when the list is silent. The first of ``who`` that is listed counts."""
        for kind, text in who:
            found = self.times.get((kind, form(text)), []) if text else []
            if len(set(found)) > 1:
                return When(None, f"the list has {len(found)} times for {text}")
            if found:
                return found[0]
        return None


def read_list(path: Path, zone: tzinfo | None) -> TimeList:
    """A platform's list of submissions, or one typed by hand: a CSV with a column of times and columns that say whose.

    Moodle's grading worksheet is one. Raises TimeError when the columns are not there.
    """
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig", errors="replace").splitlines()))
    columns = {form(name or ""): name for name in (rows[0] if rows else {})}
    time = next((columns[name] for name in TIME_COLUMNS if name in columns), None)
    kinds = {"id": ("id", "learner"), "email": EMAIL_COLUMNS, "number": NUMBER_COLUMNS, "name": NAME_COLUMNS}
    who = [(kind, columns[name]) for kind, names in kinds.items() for name in names if name in columns]
    if time is None or not who:
        listed = ", ".join(filter(None, columns.values())) or "none"
        raise TimeError(
            f"{path}: needs a column of times (time) and one that says whose (id, name, email); has {listed}"
        )
    made = TimeList()
    for line, row in enumerate(rows, start=2):
        text = (row[time] or "").strip()
        if text in ("", "-"):
            continue
        try:
            when = read_time(text, zone)
        except TimeError as error:
            made.problems.append(f"{path.name}, line {line}: {error}")
            continue
        for kind, column in who:
            value = re.sub(r"^\D*(?=\d+$)", "", row[column] or "") if kind == "number" else row[column] or ""
            if value:
                made.times.setdefault((kind, form(value)), []).append(when)
    return made


def late_by(when: When, due: datetime | None, extension_days: float = 0.0) -> timedelta | None:
    """How late a sure moment is; None where nobody can say, or nothing is due."""
    if due is None or when.at is None or when.doubt:
        return None
    return max(timedelta(), when.at - (due + timedelta(days=extension_days)))
