"""Who is in the class: ``classroom/roster.csv``, at least a column ``id``; names, e-mails, platforms' numbers."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

NUMBERS = ("canvas", "moodle", "brightspace", "blackboard", "sakai", "github", "gradescope")


@dataclass(frozen=True)
class Person:
    """One line. ``numbers``: platform → its numbers for this person."""

    id: str
    name: str = ""
    email: str = ""
    numbers: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Roster:
    """The class, in the file's order."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self.people = tuple(people)

    def get(self, learner: str) -> Person | None:
        """The person with that id."""
        return next((person for person in self.people if person.id == learner), None)


def load(path: Path) -> Roster:
    """The roster in a file; an empty one where there is no file."""
    if not path.is_file():
        return Roster()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return Roster(_person(row) for row in csv.DictReader(file) if row.get("id"))


def _person(row: dict[str, str]) -> Person:
    numbers = {name: tuple(row[name].split()) for name in NUMBERS if row.get(name)}
    return Person(row["id"].strip(), (row.get("name") or "").strip(), (row.get("email") or "").strip(), numbers)
