"""The visible checks: they say what came out, what was expected, where, the likely mistake and what to try next."""

from course_lib.checks.checker import CheckFailed, Exercise, run
from course_lib.checks.transformers import EXERCISES as TRANSFORMERS

__all__ = ["EXERCISES", "CheckFailed", "check"]

EXERCISES: dict[str, Exercise] = {**TRANSFORMERS}


def check(exercise: str, answer: object) -> None:
    """Try an answer on small cases: prints what passed, or raises CheckFailed. ValueError for an unknown exercise."""
    if exercise not in EXERCISES:
        raise ValueError(f"no exercise is called {exercise!r}; there are {', '.join(EXERCISES)}")
    run(exercise, EXERCISES[exercise], answer)
