"""The one place that knows which language the reader chose, and the text that code shows in it.

Message ids are the English sentences, so English needs no catalogue. `python -m course_lib.locales` compiles
the other languages.
"""

import gettext
import locale
import os
from functools import cache
from pathlib import Path

LANGUAGES = ("es", "en")
LOCALES = Path(__file__).parent / "locales"

_chosen = "en"


def set_language(language: str) -> None:
    """Choose the language, and nothing else. Raises ValueError for one the course is not written in."""
    if language not in LANGUAGES:
        choices = ", ".join(repr(choice) for choice in LANGUAGES)
        raise ValueError(f"unknown language {language!r}: choose one of {choices}")
    global _chosen
    _chosen = language


def language() -> str:
    """The language in use: "es" or "en"."""
    return _chosen


def of_the_system() -> str:
    """The language that this computer speaks, if the course is written in it; else English."""
    chosen = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next((each for each in chosen if each), "") or locale.getlocale()[0] or ""
    name = "es" if name.lower().startswith("spanish") else name[:2]  # Windows: Spanish_Mexico
    return name if name in LANGUAGES else "en"


def text(message: str, **numbers: object) -> str:
    """`message` (an English sentence) in the language in use, its {braces} filled with `numbers`.

    A message that no catalogue holds comes out in English: a missing translation fails a test, not a learner.
    """
    translated = _translations(_chosen).get(message, message)
    return translated.format(**numbers) if numbers else translated


def mark(message: str) -> str:
    """`message` itself: marks a sentence that is kept in a table now and shown by `text` later."""
    return message


@cache
def _translations(language: str) -> dict[str, str]:
    """Every message of every compiled catalogue of `language`."""
    messages: dict[str, str] = {}
    for path in sorted((LOCALES / language / "LC_MESSAGES").glob("*.mo")):
        messages |= compiled_messages(path)
    return messages


def compiled_messages(path: Path) -> dict[str, str]:
    """What one .mo holds, without its header."""
    with path.open("rb") as file:
        messages: dict[str, str] = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    messages.pop("", None)
    return messages
