"""The exam of ``sinusoidal_positions``. Before ``repeat`` no n comes twice with another d_model, nor the other way."""

from autograder.exam import Exam, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.exercises.sinusoidal_positions import EXERCISE, ask_float32, ask_sizes

exam = Exam(
    EXERCISE,
    kinds={
        "one position": some(lambda n, d_model: n == 1),
        "two columns": some(lambda n, d_model: d_model == 2),
        "as many positions as columns": some(lambda n, d_model: n == d_model),
        "more than a table of 5000 holds": some(lambda n, d_model: n > 5000),
        "more than a table of 1024 columns holds": some(lambda n, d_model: d_model > 1024),
        "the same n, another d_model": lambda asked: len({n for n, _ in asked}) < len(set(asked)),
        "the same d_model, another n": lambda asked: len({d_model for _, d_model in asked}) < len(set(asked)),
    },
)
exam.values((8, 6), lambda rng: (2 * rng.integer(6, 9), 8), (10, 10))


@exam.property("dtype")
def dtype(ask: Ask, rng: Rng) -> None:
    ask_float32(ask, 8, 6)


@exam.property("edges")
def edges(ask: Ask, rng: Rng) -> None:
    ask_sizes(ask, "narrow", (1, 12), (3, 2))


@exam.property("long")
def long(ask: Ask, rng: Rng) -> None:
    ask_sizes(ask, "long", (rng.integer(600, 800), 14), (5001, 4))


@exam.property("wide")
def wide(ask: Ask, rng: Rng) -> None:
    ask_sizes(ask, "wide", (4, 514), (9, 1026))


@exam.property("repeat")
def repeat(ask: Ask, rng: Rng) -> None:
    ask_sizes(ask, "remembers_calls", (4, 20), (6, 20), (6, 18), (4, 20))
