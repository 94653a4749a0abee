"""Who is in the class: ``classroom/roster.csv``, written by hand or made from a platform's grade book.

    id,name,email,canvas,moodle,extension_days
    ana-gil,Ana Gil,ana@uni.example,11,5012 5377,
    luis,Luis Paz,luis@uni.example,12,,2

UTF-8, commas, one person a line, columns in any order; only ``id`` must be there. ``id`` is what folders, journal and
gradebook use. The columns ``canvas``, ``moodle``, ``brightspace`` hold the platform's numbers, ``blackboard``,
``sakai``, ``github``, ``gradescope`` its account names; several are parted by spaces (Moodle numbers a person anew in
each assignment). ``extension_days`` may be a fraction; 0 takes one
back, and nothing leaves what is granted. Other columns are left alone. A person is found by number or
account, else by e-mail, else by name where one person alone is called so and has no other number there.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from autograder.exports import CANVAS, MOODLE, read_value, recognised
from autograder.identity import Owner, form, learner_id
from autograder.staging import learner_problem

NUMBERS = ("canvas", "moodle", "brightspace", "blackboard", "sakai", "github", "gradescope")
COLUMNS = ("id", "name", "email", "canvas", "moodle", "extension_days")


class RosterError(Exception):
    """The roster or export cannot be read; the message names the line and what to do."""


@dataclass(frozen=True)
class Person:
    """One line of the roster. ``numbers``: platform → its numbers and accounts; ``others``: further columns as read."""

    id: str
    name: str = ""
    email: str = ""
    numbers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extension_days: float | None = None
    others: dict[str, str] = field(default_factory=dict)

    @property
    def first_and_last(self) -> tuple[str, str]:
        """``Gil, Ana`` and ``Ana Gil`` alike; the last word is the last name where no comma says more."""
        last, comma, first = self.name.partition(",")
        if comma:
            return first.strip(), last.strip()
        first, _, last = self.name.strip().rpartition(" ")
        return first, last


@dataclass(frozen=True)
class Found:
    """Who it is, and by what: a number or account of the platform's, or only a name."""

    person: Person
    by: Literal["number", "name"]


class Roster:
    """The class, by everything that names a person."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self.people = tuple(people)
        self._by: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in self.people:
            self._by["id", form(person.id)].append(person)
            if person.email:
                self._by["email", form(person.email)].append(person)
            for spelling in {form(person.name), form(" ".join(person.first_and_last)), _canvas_name(person)} - {""}:
                self._by["name", spelling].append(person)
            for platform, numbers in person.numbers.items():
                for number in numbers:
                    self._by[platform, form(number)].append(person)

    def __bool__(self) -> bool:
        return bool(self.people)

    def get(self, learner: str) -> Person | None:
        """The person with that id."""
        return next(iter(self._by["id", form(learner)]), None)

    def find(self, owner: Owner, columns: tuple[str, ...]) -> "Found | None":
        """Whoever this is, if the roster says so without doubt. ``columns``: where the platform's own numbers are."""
        keys = [(column, owner.account or owner.number) for column in columns]
        if owner.account:
            keys += [("id", owner.account), ("email", owner.account)]
        elif not owner.number:
            keys += [("id", learner_id(owner.name)), ("id", owner.name), ("email", owner.name)]
        for column, key in keys:
            if key and (found := self._by.get((column, form(key)))):
                return Found(found[0], "number") if len(found) == 1 else None
        for name in (owner.name, _turned(owner.name)):
            if found := self._by.get(("name", form(name))):
                numbered = owner.number and any(found[0].numbers.get(column) for column in columns)
                return Found(found[0], "name") if len(found) == 1 and not numbered else None
        return None

    def by_number(self, platform: str, number: str) -> Person | None:
        """The person whose number on a platform that is; None for an empty one."""
        found = self._by.get((platform, form(number)), []) if number else []
        return found[0] if len(found) == 1 else None

    def by_email(self, email: str) -> Person | None:
        """The person with that e-mail, the last of several; None for an empty one."""
        return next(reversed(self._by.get(("email", form(email)), [])), None) if email else None

    def users(self, platform: str) -> frozenset[str]:
        """All numbers that a platform's column holds."""
        return frozenset(number for person in self.people for number in person.numbers.get(platform, ()))


def load(path: Path) -> Roster:
    """The roster in a file; an empty one where there is no file. Raises RosterError."""
    if not path.is_file():
        return Roster()
    status = path.stat()
    return _loaded(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _loaded(path: Path, _mtime_ns: int, _size: int) -> Roster:
    return Roster(read(path))


def read(path: Path) -> list[Person]:
    """Everybody in a roster. Raises RosterError, also for an id or a number that two people share."""
    people, seen = [], dict[tuple[str, str], int]()
    for line, row in _rows(path):
        person = _person(row, f"{path.name}, line {line}")
        keys = [("id", person.id), *((name, each) for name, all_ in person.numbers.items() for each in all_)]
        for key in keys:
            first = seen.setdefault((key[0], form(key[1])), line)
            if first != line:
                raise RosterError(
                    f"{path.name}, lines {first} and {line}: both have {key[0]} {key[1]}; one person each"
                )
        people.append(person)
    return people


def write(people: Iterable[Person], path: Path) -> None:
    """Writes a roster that ``read`` reads, in order of id; for its owner's eyes alone."""
    people = sorted(people, key=lambda person: form(person.id))
    used = {name for person in people for name, numbers in person.numbers.items() if numbers}
    others = list(dict.fromkeys(name for person in people for name in person.others))
    names = [*COLUMNS, *(name for name in NUMBERS if name in used and name not in COLUMNS), *others]
    text = io.StringIO()
    rows = csv.DictWriter(text, names, lineterminator="\n")
    rows.writeheader()
    for person in people:
        numbers = {name: " ".join(person.numbers.get(name, ())) for name in NUMBERS if name in names}
        days = "" if person.extension_days is None else f"{person.extension_days:g}"
        mine = {"id": person.id, "name": person.name, "email": person.email, "extension_days": days}
        rows.writerow(mine | numbers | person.others)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text.getvalue(), encoding="utf-8")


def merged(old: Iterable[Person], new: Iterable[Person]) -> list[Person]:
    """The old roster with what an export adds: numbers, names and e-mails; what was written by hand stays."""
    people = {form(person.id): person for person in old}
    for person in new:
        known = _same(Roster(people.values()), person)
        if known is None:
            people[form(person.id)] = person
            continue
        numbers = {
            name: tuple(dict.fromkeys((*known.numbers.get(name, ()), *person.numbers.get(name, ()))))
            for name in {*known.numbers, *person.numbers}
        }
        people[form(known.id)] = replace(
            known, name=known.name or person.name, email=known.email or person.email, numbers=numbers
        )
    return list(people.values())


def _same(roster: Roster, person: Person) -> Person | None:
    """Who an export's line is: by number, e-mail or id, else by a name that is one person's alone."""
    for column, numbers in person.numbers.items():
        for number in numbers:
            if found := roster.find(Owner("", number), (column,)):
                return found.person
    for kind, value in (("email", person.email), ("id", person.id)):
        if value and (same := roster._by.get((kind, form(value)))):
            return same[0]
    named = roster._by.get(("name", form(person.name)), [])
    free = [each for each in named if not (each.email and person.email)]
    return free[0] if len(free) == len(named) == 1 else None


def read_export(path: Path) -> tuple[str, list[Person]]:
    """A platform's grade book: its name, and who is in it. Canvas's *Export*, Moodle's grading worksheet or grades.

    Raises RosterError for any other file, naming the columns that it has.
    """
    rows = [row for _, row in _rows(path)]
    headings = list(rows[0]) if rows else []
    book = recognised(headings)
    if book is CANVAS:
        return "canvas", [_of_canvas(row) for row in rows if read_value(row, CANVAS.number).isdigit()]
    if book is MOODLE:
        return "moodle", [_of_moodle(row) for row in rows]
    if "id" in map(form, headings):
        return "roster", read(path)
    raise RosterError(
        f"{path}: no grade book of Canvas's or Moodle's, and no roster; its columns: {', '.join(sorted(headings))}"
    )


def _of_canvas(row: dict[str, str]) -> Person:
    """A line of Canvas's export: ``Student`` is the sortable name, ``ID`` the user's number that file names have."""
    number, login = read_value(row, CANVAS.number), read_value(row, CANVAS.email)
    person = Person("", read_value(row, CANVAS.name[0]), login if "@" in login else "", {"canvas": (number,)})
    return replace(person, id=Owner(_canvas_name(person), number).id)


def _of_moodle(row: dict[str, str]) -> Person:
    """A line of Moodle's: *Participant 5012* is the number that this assignment's file names have."""
    whole, *parts = (read_value(row, headings) for headings in MOODLE.name)
    name, email = whole or " ".join(parts).strip(), read_value(row, MOODLE.email)
    number = re.sub(r"\D", "", read_value(row, MOODLE.number))
    account = read_value(row, MOODLE.account) or email or name
    return Person(learner_id(account), name, email, {"moodle": (number,)} if number else {})


def _person(row: dict[str, str], where: str) -> Person:
    values = {form(key): (value or "").strip() for key, value in row.items() if key}
    if problem := learner_problem(values.get("id", "")):
        raise RosterError(f"{where}: {problem}")
    try:
        days = float(values["extension_days"]) if values.get("extension_days") else None
    except ValueError as error:
        raise RosterError(f"{where}: extension_days is no number: {values['extension_days'][:40]!r}") from error
    numbers = {name: tuple(values[name].split()) for name in NUMBERS if values.get(name)}
    others = {key: value for key, value in values.items() if key not in (*COLUMNS, *NUMBERS)}
    return Person(values["id"], values.get("name", ""), values.get("email", ""), numbers, days, others)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Lines by column name; those without a value are left out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RosterError(f"{path}: not UTF-8; save it as CSV UTF-8") from error
    reader = csv.DictReader(io.StringIO(text))
    rows = [(reader.line_num, {k: v or "" for k, v in row.items() if isinstance(k, str)}) for row in reader]
    return [(line, row) for line, row in rows if any(value.strip() for value in row.values())]


def _turned(name: str) -> str:
    """``Gil, Ana`` → ``Ana Gil``."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _canvas_name(person: Person) -> str:
    """The name as Canvas writes it into file names: the sortable one, small, word characters alone."""
    first, last = person.first_and_last
    return re.sub(r"\W", "", f"{last}{first}".lower())
