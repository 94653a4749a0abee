"""How the grade books that a platform lets download name people and marks: read by ``roster``, filled by ``marks``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.identity import form


@dataclass(frozen=True)
class GradeBook:
    """The headings of one platform's file, in the languages we know.

    ``name``: whole, or first and last apart. ``number``: what the platform's file names have. ``marks``: the column
    that takes them; empty where each assignment has its own. ``locked``: says *no* where a mark may not be changed.
    """

    platform: str
    number: tuple[str, ...]
    name: tuple[tuple[str, ...], ...]
    email: tuple[str, ...]
    account: tuple[str, ...]
    marks: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    maximum: tuple[str, ...] = ()

    @property
    def who(self) -> tuple[str, ...]:
        """What may say who a row is, the number first."""
        return self.number + self.email + self.account


CANVAS = GradeBook(
    "canvas", number=("ID",), name=(("Student",),), email=("SIS Login ID",), account=("SIS Login ID", "SIS User ID")
)
MOODLE = GradeBook(
    "moodle",
    number=("Identifier", "Identificador"),
    name=(("Full name", "Nombre completo"), ("First name", "Nombre"), ("Last name", "Apellido(s)")),
    email=("Email address", "Dirección de correo"),
    account=("Username", "ID number", "Número de ID"),
    marks=("Grade", "Calificación"),
    locked=("Grade can be changed", "La calificación puede ser cambiada"),
    maximum=("Maximum Grade", "Calificación máxima"),
)
GRADE_BOOKS = {book.platform: book for book in (CANVAS, MOODLE)}


def recognised(headings: Iterable[str]) -> GradeBook | None:
    """Whose file has these headings, in whatever case."""
    present = set(map(form, headings))
    if {"student", "id"} <= present:
        return CANVAS
    return MOODLE if present & set(map(form, MOODLE.number + MOODLE.email)) else None


def read_value(row: Mapping[str, str], headings: Iterable[str]) -> str:
    """What stands under the first of these headings that holds something; the row's own headings in any case."""
    found = {form(key): text.strip() for key, text in row.items()}
    return next((text for heading in headings if (text := found.get(form(heading), ""))), "")
