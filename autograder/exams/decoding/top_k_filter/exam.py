"""The exam of ``top_k_filter``, and what the exams of all filters of scores share: draws, and questions of shape."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, Kind, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.top_k_filter import EXERCISE, only, ranks

GAP = 5e-3  # no two scores of a row are nearer to each other than this


def separated(x: Tensor, *_: float) -> bool:
    """No two scores of a row are near each other, nor of opposite sign and near in size."""
    return bool((x.abs().sort(dim=-1).values.diff(dim=-1) > GAP).all())


def scores(value: float, *shape: int, scale: float = 1.2, suits: Callable[..., bool] = separated) -> Draw:
    """Scores of this shape, and what the filter is told."""
    return suiting(lambda rng: (rng.floats(*shape, scale=scale), value), suits)


def ask_shapes(ask: Ask, rng: Rng, rows: Draw) -> None:
    """A batch (6, V) as single rows and as (2, 3, V), and (2, 2, V) that is a view of another order."""
    x, value = drawn(rows, rng)
    with ask.blaming("leading_dimensions"):
        for shape in ((x.shape[-1],), (2, 3, x.shape[-1]), (1, 1, 6, x.shape[-1])):
            ask(x[0] if len(shape) == 1 else x.view(shape), value)
    with ask.blaming("not_contiguous"):
        ask(x[:4].view(2, 2, -1).transpose(0, 1), value)


def ask_again(ask: Ask, rng: Rng, draw: Draw, other: float) -> None:
    """The shape and the value of an earlier question with other scores; then these scores with another value."""
    with ask.blaming("remembers_calls"):
        x, value = drawn(draw, rng)
        ask(x, value)
        ask(x, other)


def hundreds(value: float, *, step: float = 50.0) -> Draw:
    """Three hundred scores within ±10 000, the second row's likeliest last."""

    def draw(rng: Rng) -> Given:
        x = torch.stack([rng.permutation(300), rng.permutation(300).sort().values]) * step - 1e4
        return x.float(), value

    return draw


def infinities_stay(given: Given, out: Outputs) -> bool:
    gone = given[0] == -math.inf
    return out[0].shape == gone.shape and bool((out[0][gone] == -math.inf).all())


def kept(out: Outputs, given: Given) -> Tensor:
    """Which tokens are left. Raises ValueError where the result has another shape."""
    if out[0].shape != given[0].shape:
        raise ValueError(out[0].shape)
    return out[0] > -math.inf


def all_kept_says(given: Given, out: Outputs) -> bool:
    return bool(kept(out, given).all())


def kinds_of_scores() -> dict[str, Kind]:
    """Kinds of scores that every filter allows."""
    return {
        "one row alone": some(lambda x, *_: x.dim() == 1),
        "several leading dimensions": some(lambda x, *_: x.dim() > 2),
        "as many rows as tokens": some(lambda x, *_: x.dim() == 2 and x.shape[0] == x.shape[1] > 1),
        "a view of another tensor": some(lambda x, *_: not x.is_contiguous()),
        "scores of −∞": some(lambda x, *_: (x == -math.inf).any()),
        "one possible token": some(lambda x, *_: x.shape[-1] > 1 and ((x > -math.inf).sum(-1) == 1).any()),
        "one token in all": some(lambda x, *_: x.shape[-1] == 1),
        "a score of 0": some(lambda x, *_: (x == 0).any()),
        "negative scores only": some(lambda x, *_: x.isfinite().all() and (x < 0).all(dim=-1).any()),
        "equal scores": some(lambda x, *_: x.isfinite().all() and (x.sort(dim=-1).values.diff(dim=-1) == 0).any()),
        "scores of thousands": some(lambda x, *_: x.abs().nan_to_num(posinf=0).max() > 5000),
        "more than 256 tokens": some(lambda x, *_: x.shape[-1] > 256),
        "float64": some(lambda x, *_: x.dtype == torch.float64),
        "the same scores with another value": lambda asked: any(
            torch.equal(x, y) and a != b for i, (x, a, *_) in enumerate(asked) for y, b, *_ in asked[:i]
        ),
    }


# ---------------------------------------------------------------- top-k


def after_another_filter(k: int, *left: int) -> Draw:
    """Rows that an earlier filter left so many scores of."""

    def draw(rng: Rng) -> Given:
        x, _ = drawn(scores(k, len(left), 8), rng)
        return only(x, ranks(x) < torch.tensor(left)[:, None]).float(), k

    return draw


def equal_scores(rng: Rng) -> Given:
    """In each row the two best are equal, and so are two that go; none at the fourth place."""
    x = drawn(scores(4, 5, 9), rng)[0].sort(dim=-1, descending=True).values
    x[:, 1], x[:, 7] = x[:, 0], x[:, 6]
    return x[:, rng.permutation(9)], 4


def no_tie_at_the_cut(x: Tensor, k: int) -> bool:
    """Neither among the scores nor among their sizes, in a row or in the batch, are the k-th and the next equal."""
    orders = [y.sort(dim=-1, descending=True).values for y in (x, x.abs(), x.flatten())]
    return all(bool((order[..., k - 1] - order[..., k] > GAP).all()) for order in orders)


def zero_scores(rng: Rng) -> Given:
    """A 0 above all others, which stays, and one below all others, which goes."""
    x = drawn(scores(2, 4, 6), rng)[0].abs() + 0.1
    x[:2] = -x[:2]
    x[:, 3] = 0.0
    return x, 2


def unlike_rows(x: Tensor, k: int) -> bool:
    """Neither the first row's best score nor the lowest of them leaves one token in each row."""
    best = x.amax(-1)
    return all(bool(((x >= cut).sum(-1) != 1).any()) for cut in (best[0], best.min()))


exam = Exam(
    EXERCISE,
    kinds={
        **kinds_of_scores(),
        "k = 1": some(lambda x, k: k == 1 < x.shape[-1]),
        "k as large as the vocabulary": some(lambda x, k: k == x.shape[-1] > 1),
        "k larger than the vocabulary": some(lambda x, k: k > x.shape[-1] > 1),
        "k larger than the number of possible tokens": some(lambda x, k: ((x > -math.inf).sum(-1) < k).any()),
        "k = 0": some(lambda x, k: k == 0),
        "k below 0": some(lambda x, k: k < 0),
    },
)


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    """As many rows as tokens first: there a threshold along the wrong axis does not even raise."""
    draws = scores(2, 6, 6), scores(3, 5, 8), scores(4, 7, 9)
    ask.values(*(exam.telling(rng, draw)[0] for draw in draws))


@exam.property("leading_dimensions")
def leading_dimensions(ask: Ask, rng: Rng) -> None:
    ask_shapes(ask, rng, scores(3, 6, 7))
    ask_again(ask, rng, scores(3, 5, 8), 5)


@exam.property("any_scores")
def any_scores(ask: Ask, rng: Rng) -> None:
    for key, draw in (
        ("equal_scores", suiting(equal_scores, no_tie_at_the_cut)),
        ("zero_scores", zero_scores),
        ("large", hundreds(40)),
    ):
        with ask.blaming(key):
            ask(*drawn(draw, rng))


exam.asks(
    "one_kept",
    suiting(scores(1, 4, 6), unlike_rows),
    says=lambda given, out: bool((kept(out, given).sum(dim=-1) == 1).all()),
)
exam.asks("all_kept", *(scores(k, 4, 5) for k in (5, 6, 50)), scores(1, 3, 1), scores(2, 3, 1), says=all_kept_says)
exam.raises("errors", ValueError, *(scores(k, 2, 6) for k in (0, -1, -3)), key="no_value_error")
exam.unmodified(scores(3, 7, 7))


@exam.property("infinities", says=infinities_stay)
def infinities(ask: Ask, rng: Rng) -> None:
    """k = 2 keeps two of three, k = 4 all three and nothing more."""
    with ask.blaming("infinities", "filled_with_number"):
        for k in (2, 4):
            ask(*drawn(after_another_filter(k, 5, 3, 1, 3), rng))


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    ask.dtypes(*(drawn(scores(k, rows, 7), rng) for k, rows in ((3, 2), (3, 4), (2, 3))))
