"""Compile catalogues, and find the sentences that lack a translation. For contributors: needs babel."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from course_lib.language import LANGUAGES, LOCALES, compiled_messages

MARKS = ("text", "mark")  # the functions of course_lib.language whose first argument is a message


def compile_all() -> list[Path]:
    """Write the .mo of every .po whose .mo is missing or stale; the paths written."""
    stale = [po for po in catalogue_paths() if not is_fresh(po)]
    for po in stale:
        po.with_suffix(".mo").write_bytes(compiled(po))
    return [po.with_suffix(".mo") for po in stale]


def is_fresh(po: Path) -> bool:
    """Whether the .mo beside `po` holds the same translations. Headers don't count: babel writes the date into them."""
    mo = po.with_suffix(".mo")
    return mo.exists() and compiled_messages(mo) == messages(read(po))


def messages(catalogue: Catalog) -> dict[str, str]:
    """Translations by English sentence, without the header; fuzzy and empty ones are none."""
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


def compiled(po: Path) -> bytes:
    """The bytes of the .mo."""
    buffer = io.BytesIO()
    write_mo(buffer, read(po))
    return buffer.getvalue()


def read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, abort_invalid=True)


def catalogue_paths(language: str = "*") -> list[Path]:
    return sorted(LOCALES.glob(f"{language}/LC_MESSAGES/*.po"))


def untranslated(language: str) -> dict[str, str]:
    """Sentences of course_lib without a translation, each with the place that shows it ("file:line")."""
    known = {message for po in catalogue_paths(language) for message in messages(read(po))}
    return {message: place for message, place in sentences() if message not in known}


def sentences() -> Iterator[tuple[str, str]]:
    """Every literal sentence given to `text` or `mark` in course_lib, and where."""
    package = LOCALES.parent
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(message)), *_]) if name in MARKS:
                    yield message, f"{path.relative_to(package.parent)}:{node.lineno}"


def report() -> str:
    """Compile everything, and say what was written and what is still missing."""
    lines = [f"compiled {path.relative_to(LOCALES)}" for path in compile_all()]
    for language in LANGUAGES:
        if language != "en":  # message ids are the English sentences
            missing = untranslated(language).items()
            lines += [f"{place}: no {language} translation of {message!r}" for message, place in missing]
    return "\n".join(lines or ["every catalogue is fresh and every sentence translated"])
