"""The exam of ``top_p_filter``. No cumulative probability is near p, except where it reaches p exactly."""

import math

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.exams.decoding.top_k_filter.exam import (
    GAP,
    all_kept_says,
    ask_again,
    ask_shapes,
    hundreds,
    infinities_stay,
    kept,
    kinds_of_scores,
    scores,
    separated,
)
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.top_k_filter import only, ranks
from course_lib.exercises.top_p_filter import EXERCISE, ask_exactly, size_of_nucleus


def clear(x: Tensor, *cuts: float) -> bool:
    """No cumulative probability of a row, in any likely order, is near a cut or what it leaves of 1."""
    shares = x.double().softmax(-1)
    sums = [shares.sort(-1, descending=True).values, shares.sort(-1).values, shares]
    ends = torch.stack([order.cumsum(-1) for order in sums])
    return all(bool(((ends - cut).abs() > GAP).all()) for p in cuts for cut in (p, 1 - p))


def several(x: Tensor, *cuts: float) -> bool:
    """No row is near a decision, and in none does one token reach p alone: that is a property of its own."""
    return clear(x, *cuts) and all(bool((size_of_nucleus(x, p) > 1).all()) for p in cuts)


def nuclei(p: float, *shape: int, other: float | None = None) -> Draw:
    """Scores of this shape: several tokens reach p (and another p)."""
    cuts = (p,) if other is None else (p, other)
    return scores(p, *shape, suits=lambda x, _: separated(x) and several(x, *cuts))


def core(low: float, *shape: int) -> Draw:
    """Rows that do not all take as many tokens."""

    def suits(x: Tensor, p: float) -> bool:
        return separated(x) and several(x, p) and len(size_of_nucleus(x, p).unique()) > 1

    return suiting(lambda rng: (rng.floats(*shape, scale=1.2), low + rng.integer(0, 5) / 100), suits)


def one_above(p: float) -> Draw:
    """A token that is likelier than p by itself, in each row; the same in four rows, and more rows than tokens."""

    def draw(rng: Rng) -> Given:
        x, _ = drawn(scores(p, 12, 6), rng)
        places = rng.integers(0, 6, 12, 1)
        places[:4] = places[0]
        return x.scatter(1, places, 6.0), p

    return draw


def equal_scores(rng: Rng) -> Given:
    """In each row the two best are equal and stay, and so are two that go."""

    def equal(rng: Rng) -> Given:
        x = rng.floats(5, 10, scale=1.2).sort(dim=-1, descending=True).values
        x[:, 1], x[:, 8] = x[:, 0], x[:, 9]
        return x, 0.8

    def fits(x: Tensor, p: float) -> bool:
        size = size_of_nucleus(x, p)
        return clear(x, p) and bool(((size > 2) & (size < 8)).all())

    x, p = drawn(suiting(equal, fits), rng)
    return x[:, rng.permutation(10)], p


def zero_scores(rng: Rng) -> Given:
    """A 0 above all others, which stays, and one below all others, which goes."""

    def zero(rng: Rng) -> Given:
        x = rng.floats(4, 6, scale=1.2).abs() + 0.4
        x[:2] = -x[:2]
        x[:, 3] = 0.0
        return x, 0.8

    return drawn(suiting(zero, lambda x, p: separated(x) and clear(x, p)), rng)


def after_another_filter(p: float, *left: int) -> Draw:
    """Rows that an earlier filter left so many scores of; no token is gone from all of them."""

    def draw(rng: Rng) -> Given:
        x, _ = drawn(scores(p, len(left), 8), rng)
        return only(x, ranks(x) < torch.tensor(left)[:, None]).float(), p

    def suits(x: Tensor, p: float) -> bool:
        return max(left) == 1 or (several(x, p) and bool((x > -math.inf).any(dim=0).all()))

    return suiting(draw, suits)


def thousands(rng: Rng) -> Given:
    """Scores that exp cannot take, above and below 0."""
    x, p = drawn(nuclei(0.7, 4, 7), rng)
    return x + torch.tensor([6000.0, -6000.0, 9000.0, -9000.0])[:, None], p


exam = Exam(
    EXERCISE,
    kinds={
        **kinds_of_scores(),
        "a token that reaches p alone": some(lambda x, p: 0 < p < 1 < x.shape[-1] and (_best(x) > p).all()),
        "a p below all probabilities": some(lambda x, p: 0 < p < 0.02),
        "a p near 1": some(lambda x, p: 0.95 < p < 1),
        "a sum of exactly p": some(lambda x, p: x.shape[-1] == 4 and p in (0.25, 0.5, 0.75) and not x.any()),
        "p = 1": some(lambda x, p: p == 1 and isinstance(p, float)),
        "p = 1 as a whole number": some(lambda x, p: p == 1 and isinstance(p, int)),
        "p = 1 where the last tokens vanish in the sum": some(lambda x, p: p == 1 and _range(x) > 40),
        "p = 0": some(lambda x, p: p == 0),
        "p below 0": some(lambda x, p: p < 0),
        "p above 1": some(lambda x, p: p > 1),
        "a p of NaN": some(lambda x, p: p != p),
    },
)


def _best(x: Tensor) -> Tensor:
    return x.softmax(-1).amax(-1)


def _range(x: Tensor) -> float:
    return float((x.amax(-1) - x.amin(-1)).max()) if x.isfinite().all() else 0.0


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    """As many rows as tokens first: there a threshold along the wrong axis does not even raise."""
    ask.values(*exam.telling(rng, telling(0.62, 6, 6), telling(0.62, 5, 8), telling(0.74, 4, 9)))


def telling(low: float, *shape: int) -> Draw:
    """Rows that tell mistakes apart by themselves. But the largest nucleus is often as large as a share p of the
    tokens: that takes all the rounds."""
    keys = {key for key, _ in EXERCISE.mistakes(torch.zeros(shape), low)} - {"largest_for_all"}
    return lambda rng: exam.telling(rng, core(low, *shape), only=tuple(keys))[0]


@exam.property("leading_dimensions")
def leading_dimensions(ask: Ask, rng: Rng) -> None:
    ask_shapes(ask, rng, nuclei(0.7, 6, 7))
    for _ in range(2):
        ask_again(ask, rng, nuclei(0.7, 3, 5, other=0.5), 0.5)


@exam.property("any_scores")
def any_scores(ask: Ask, rng: Rng) -> None:
    many = suiting(lambda rng: (rng.floats(2, 300, scale=1.2), 0.97), _far)
    large = suiting(thousands, several), many
    for key, draws in (("equal_scores", (equal_scores,)), ("zero_scores", (zero_scores,)), ("large", large)):
        with ask.blaming(key):
            for draw in draws:
                ask(*drawn(draw, rng))


def _far(x: Tensor, p: float) -> bool:
    """No cumulative probability is near p, though there are hundreds."""
    shares = x.double().sort(dim=-1, descending=True).values.softmax(-1)
    return bool(((shares.cumsum(-1) - p).abs() > 1e-4).all())


@exam.property("exactly", says="result")
def exactly(ask: Ask, rng: Rng) -> None:
    for p in (0.25, 0.5, 0.75):
        ask_exactly(ask, p)


def the_likeliest(given: Given, out: Outputs) -> bool:
    left = kept(out, given)
    return bool((left.sum(dim=-1) == 1).all()) and bool(left.gather(-1, given[0].argmax(-1, keepdim=True)).all())


exam.asks(
    "one_kept",
    *(one_above(0.01), one_above(0.3)),
    suiting(lambda rng: (rng.floats(3, 9), 0.01), clear),
    scores(0.4, 3, 1),
    after_another_filter(0.8, 1, 1),
    says=the_likeliest,
)
exam.asks(
    "all_kept",
    suiting(lambda rng: (rng.floats(6, 9, scale=1.2), 1.0), lambda x, p: separated(x) and x.softmax(-1).min() > 2e-3),
    scores(1, 4, 5),
    hundreds(1.0),
    scores(1.0, 4, 7, scale=40.0),
    says=all_kept_says,
)
exam.unmodified(nuclei(0.7, 3, 7))


@exam.property("errors")
def errors(ask: Ask, rng: Rng) -> None:
    for p in (0.0, 0, -0.2, 1.2, 2):
        ask.raises(ValueError, "no_value_error", *drawn(scores(p, 2, 6), rng))
    ask.raises(ValueError, "nan_passes", *drawn(scores(math.nan, 2, 6), rng))


@exam.property("infinities", says=infinities_stay)
def infinities(ask: Ask, rng: Rng) -> None:
    with ask.blaming("infinities", "filled_with_number"):
        ask(*drawn(after_another_filter(0.8, 5, 5, 4, 5, 4, 5), rng))


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    third = (suiting(nuclei(0.7, rows, 7), lambda x, p: several(x / 3, p)) for rows in (2, 3, 4))  # as it is asked
    ask.dtypes(*(drawn(draw, rng) for draw in third))
