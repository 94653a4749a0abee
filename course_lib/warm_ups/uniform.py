"""``uniform``: the probability of each of n equally likely words."""

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Number
from course_lib.asking.visible import Trial


def right(n: int) -> float:
    """4 words to 0.25."""
    return 1 / n


def mistakes(n: int) -> Mistakes:
    """What comes out after each likely mistake."""
    return [("how_many", float(n)), ("whole", float(1 // n)), ("percent", 100 / n), ("half", 0.5)]


def visible(trial: Trial) -> None:
    """The example, then others."""
    with trial.case("example"):
        trial(4)
    with trial.case("several"):
        trial.values((1,), (2,), (50_000,))


EXERCISE = Exercise(
    "uniform",
    number="0.1",
    hidden=0,
    arguments=("n",),
    results=(Number("probability"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
)
