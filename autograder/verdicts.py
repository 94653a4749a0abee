"""What can be said of an answer, in one word, and which word wins when several apply."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """The outcome of an exercise or of one property; the values are what JSON, CSV and reports show."""

    RIGHT = "right"
    PARTLY_RIGHT = "partly right"
    WRONG = "wrong"
    RAISED = "raised"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    TOO_MUCH_OUTPUT = "too much output"
    DIED = "died"
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    GRADER_FAULT = "grader fault"

    @property
    def stops_the_box(self) -> bool:
        """True when the box is gone after this verdict, so that a fresh one must go on."""
        return self in (Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.TOO_MUCH_OUTPUT, Verdict.DIED)

    @property
    def final(self) -> bool:
        """False for a fault of ours: it is no judgement of the answer and is run again."""
        return self is not Verdict.GRADER_FAULT


# A fault of ours outranks all; then what stopped the examination; then what was found.
_PRECEDENCE = (
    Verdict.GRADER_FAULT,
    Verdict.UNREADABLE,
    Verdict.MISSING,
    Verdict.FORBIDDEN,
    Verdict.OUT_OF_MEMORY,
    Verdict.TOO_MUCH_OUTPUT,
    Verdict.TIMED_OUT,
    Verdict.DIED,
    Verdict.RAISED,
    Verdict.WRONG,
    Verdict.RIGHT,
)


def combine(verdicts: Iterable[Verdict], *, earned: bool) -> Verdict:
    """The verdict of an exercise from those of its properties.

    All right is *right*. Otherwise an answer that earned marks and merely got other properties wrong is *partly right*;
    anything more telling than *wrong* (raised, timed out, forbidden …) is kept, since it says what to mend first.
    """
    found = set(verdicts)
    if found <= {Verdict.RIGHT}:
        return Verdict.RIGHT if found else Verdict.MISSING
    worst = next(verdict for verdict in _PRECEDENCE if verdict in found)
    return Verdict.PARTLY_RIGHT if worst in (Verdict.WRONG, Verdict.RAISED) and earned else worst
