"""The exam of ``apply_temperature``."""

import math

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.exams.decoding.top_k_filter.exam import ask_again, ask_shapes, infinities_stay, kinds_of_scores, scores
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.apply_temperature import EXERCISE, ask_allowed


def unrounded(x: Tensor, temperature: float | int) -> bool:
    """No quotient is so near to a whole number, or to half of one, that it could be rounded either way."""
    halves = x[x.isfinite()].double() / temperature * 2
    return bool(((halves - halves.round()).abs() > 4e-6 * max(1.0, float(halves.abs().max()))).all())


def tempered(temperature: float, *shape: int, scale: float = 1.2) -> Draw:
    """Scores of this shape, and a temperature."""
    return scores(temperature, *shape, scale=scale, suits=unrounded)


def between(low: float, *shape: int) -> Draw:
    """Scores of this shape, and a temperature within a quarter of ``low``."""
    return suiting(lambda rng: (rng.floats(*shape, scale=1.2), low + rng.integer(0, 5) / 16), unrounded)


def gone(rng: Rng) -> Given:
    """Rows that an earlier filter left some scores of; of the last, one alone."""
    x, temperature = drawn(tempered(0.6, 4, 7), rng)
    mask = rng.mask(4, 7)
    mask[3] = torch.arange(7) == rng.integer(0, 7)
    return x.masked_fill(~mask, -math.inf), temperature


def equal_scores(rng: Rng) -> Given:
    """Two equal scores in each row, a 0, and a row of negative scores only."""
    x, temperature = drawn(tempered(1.7, 3, 300), rng)
    x[:, 1], x[1, 2], x[2] = x[:, 0], 0.0, -x[2].abs() - 0.1
    return x, temperature


exam = Exam(
    EXERCISE,
    kinds={
        **kinds_of_scores(),
        "a temperature below 1": some(lambda x, t: 0.2 < t < 1),
        "a temperature above 1": some(lambda x, t: 1 < t < 3),
        "a temperature of 1": some(lambda x, t: t == 1),
        "a whole number as temperature": some(lambda x, t: isinstance(t, int) and t > 1),
        "a very low temperature": some(lambda x, t: 0 < t < 0.05),
        "a temperature of 0.00001": some(lambda x, t: t == 1e-5),
        "a temperature of 100,000": some(lambda x, t: t == 1e5),
        "a very high temperature": some(lambda x, t: t > 20),
        "a temperature of 0": some(lambda x, t: t == 0),
        "a temperature below 0": some(lambda x, t: t < 0),
        "a temperature of NaN": some(lambda x, t: t != t),
    },
)
exam.values(between(0.35, 4, 4), between(0.35, 3, 7), between(2.1, 2, 9))  # 2.1 to 2.35: rounding down, or up, differ
exam.asks("infinities", gone, says=infinities_stay)
exam.unmodified(tempered(0.7, 3, 7))


@exam.property("leading_dimensions")
def leading_dimensions(ask: Ask, rng: Rng) -> None:
    ask_shapes(ask, rng, tempered(0.7, 6, 7))
    for _ in range(2):
        ask_again(ask, rng, tempered(0.7, 6, 7), 1.4)


@exam.property("any_number")
def any_number(ask: Ask, rng: Rng) -> None:
    for draw in (tempered(2, 3, 5), tempered(1, 2, 5), tempered(0.02, 2, 4), tempered(30.0, 2, 5), tempered(0.5, 3, 1)):
        ask_allowed(ask, *drawn(draw, rng))
    for draw in (tempered(0.75, 3, 4, scale=9000.0), equal_scores):
        with ask.blaming("large"):
            ask(*drawn(draw, rng))
    for temperature in (1e-5, 1e5):
        ask_allowed(ask, rng.floats(2, 5), temperature)


@exam.property("errors")
def errors(ask: Ask, rng: Rng) -> None:
    for temperature in (0.0, 0, -0.5, -2):
        ask.raises(ValueError, "no_value_error", *drawn(tempered(1.0, 2, 5), rng)[:1], temperature)
    ask.raises(ValueError, "nan_passes", *drawn(tempered(1.0, 2, 5), rng)[:1], math.nan)


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    """A low temperature, so that a small number added to it shows as more than a rounding."""
    ask.dtypes(drawn(tempered(0.3, 3, 7), rng))
