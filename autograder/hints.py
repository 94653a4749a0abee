"""Hints in words: a mistake's two sentences, then what was seen, on which input, and in which way it differs."""

import re

from autograder.outputs import clean_text
from autograder.topics import VERDICT_HINTS
from course_lib.asking import texts
from course_lib.asking.failed import Facts, Failed

LONGEST = 1200  # characters


def of_failure(exercise: str, failed: Failed, language: str) -> str:
    """The hint for a property that does not hold; a key that has no text (a test sees to it) is told as any other."""
    known = failed.key in texts.mistakes(exercise)
    said = texts.mistake(exercise, failed.key if known else "value", language)
    parts = [said.what, said.step, seen(failed.facts, language)]
    if failed.facts.pattern is not None:
        parts.append(texts.pattern(failed.facts.pattern, language))
    return clean_text(" ".join(filter(None, parts)))[:LONGEST]


def seen(facts: Facts, language: str) -> str:
    """The facts in a sentence; nothing where there are none."""
    values = {
        "case": facts.case,
        "what": f"{facts.what}{facts.where}",
        "got": facts.got,
        "expected": facts.expected,
        "raised": " ".join(facts.raised.split()).rstrip(".: "),
    }
    if facts.raised:
        key = "facts_raised_expected" if facts.expected else "facts_raised"
        key += "" if facts.case else "_without_case"
    elif facts.what and facts.got and facts.expected:
        key = "facts" if facts.case else "facts_without_case"
    else:
        return ""
    return texts.word(key, language, **values)


def of_verdict(key: str, language: str, **values: object) -> str:
    """What is said where there was nothing to compare; a brace that nobody fills stays empty. Raises KeyError."""
    template = VERDICT_HINTS[key][language]
    return re.sub(r"\{(\w+)\}", lambda brace: clean_text(str(values.get(brace[1], "")))[:300], template)
