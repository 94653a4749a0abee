"""The exercises of the course, one file each: what is right, what each likely mistake gives, the cases of the check."""

import importlib
import sys
from functools import cache
from pathlib import Path

from course_lib.asking.exercise import Exercise
from course_lib.asking.texts import WARM_UPS
from course_lib.asking.visible import CheckFailed, run

__all__ = ["CheckFailed", "check", "load", "names"]


@cache
def names() -> tuple[str, ...]:
    """Every exercise, by the name of its file."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.toml")))


def load(name: str) -> Exercise:
    """The exercise of that name, or the warm-up. Raises ValueError for an unknown one."""
    if (WARM_UPS / f"{name}.toml").is_file():
        home = "course_lib.warm_ups"
    elif name in names():
        home = "course_lib.exercises"
    else:
        raise ValueError(f"no exercise is called {name!r}; there are {', '.join(names())}")
    exercise: Exercise = importlib.import_module(f"{home}.{name}").EXERCISE
    return exercise


def check(exercise: str, answer: object) -> None:
    """Try an answer on small cases: prints what passed, or raises CheckFailed. ValueError for an unknown exercise."""
    sys.stdout.write(run(load(exercise), answer) + "\n")
