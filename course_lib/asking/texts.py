"""The texts of mistakes, cases and patterns, in both languages: one file for what all exercises share, one for each.

``texts.toml`` beside this file, ``course_lib/exercises/NAME.toml``. A mistake has two sentences: what it is, and what
to do. The visible check and the exam show the same ones.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from course_lib.asking.patterns import Pattern

_HERE = Path(__file__).parent
EXERCISES = _HERE.parent / "exercises"
WARM_UPS = _HERE.parent / "warm_ups"


class Mistake(NamedTuple):
    """What a mistake is, and the next step."""

    what: str
    step: str


def mistakes(exercise: str) -> dict[str, dict[str, list[str]]]:
    """Every mistake that can be named, by its key: the exercise's own texts over those of all."""
    return {**shared()["mistakes"], **own(exercise).get("mistakes", {})}


def mistake(exercise: str, key: str, language: str) -> Mistake:
    """One mistake's two sentences. Raises KeyError for a key that neither file has."""
    return Mistake(*mistakes(exercise)[key][language])


def case(exercise: str, key: str, language: str) -> str:
    """What one case of the visible check tries. Raises KeyError."""
    return str({**shared()["cases"], **own(exercise).get("cases", {})}[key][language])


def pattern(found: Pattern, language: str) -> str:
    """A pattern, in a sentence."""
    return str(shared()["patterns"][found.key][language]).format(**found.numbers)


def word(key: str, language: str, **values: Any) -> str:
    """A phrase of the shared file, its braces filled."""
    return str(shared()["words"][key][language]).format(**values)


@cache
def shared() -> dict[str, Any]:
    return tomllib.loads((_HERE / "texts.toml").read_text("utf-8"))


@cache
def own(exercise: str) -> dict[str, Any]:
    """The exercise's own file; nothing where there is none."""
    paths = (folder / f"{exercise}.toml" for folder in (EXERCISES, WARM_UPS))
    return next((tomllib.loads(path.read_text("utf-8")) for path in paths if path.is_file()), {})
