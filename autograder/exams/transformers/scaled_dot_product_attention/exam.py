"""The exam of ``scaled_dot_product_attention``. Unless a size is what is asked about, no two sizes are equal."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, Kind, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.asking.questions import Raised
from course_lib.exercises.scaled_dot_product_attention import (
    EXERCISE,
    ask_batches,
    ask_dtype,
    ask_gradient,
    ask_names,
    ask_one_key,
    ask_shares,
    ask_strides,
    blaming,
    exact,
)


def attention(*lead: int, n: int = 4, m: int = 6, d: int = 11, width: int = 5, spread: float = 1.0) -> Draw:
    """Query (*lead, n, d), key (*lead, m, d), value (*lead, m, width)."""
    return lambda rng: (rng.floats(*lead, n, d, scale=spread), rng.floats(*lead, m, d), rng.floats(*lead, m, width))


def masked(attention: Draw, *shape: int) -> Draw:
    """The same with a mask of this shape, (n, m) by default."""

    def draw(rng: Rng) -> Given:
        query, key, value = drawn(attention, rng)
        return query, key, value, rng.mask(*shape or (query.shape[-2], key.shape[-2]))

    return draw


def steady(draw: Draw) -> Draw:
    """Drawn until no row of scores sums to about 0: dividing by such a sum would leave nothing but rounding."""
    return suiting(draw, lambda query, key, value: bool(((query @ key.mT).sum(-1).abs() > 0.3).all()))


def of_itself(rng: Rng) -> Given:
    """Self-attention of five tokens, of which two are the same; all sizes are five."""
    tokens = rng.floats(5, 5, 5)
    tokens[:, 3] = tokens[:, 0]
    return tokens, tokens, tokens


def huge(rng: Rng) -> Given:
    """Scores of ±10 000. The best of a row leads by 200, so that the answer does not hang on the last digits."""
    steps = 200.0 * rng.permutation(6)
    signs = 1 - 2 * (rng.permutation(6) % 2)
    rows = [1e4 - steps, -1e4 + steps, 1e4 * signs - steps, rng.floats(6)]
    return exact(torch.stack(rows).repeat(2, 1, 1), rng.floats(2, 6, 3))


def one_key(rng: Rng) -> tuple[Tensor, Tensor]:
    """Scores (4, 6) of about 10 000, and a mask that leaves each query one key."""
    scores = 1e4 - 200.0 * torch.stack([rng.permutation(6) for _ in range(4)])
    scores[-1] = rng.floats(6)  # an ordinary row, for mistakes that huge scores make alike
    return scores, torch.zeros(4, 6, dtype=torch.bool).scatter(1, rng.integers(1, 6, 4, 1), True)


def hidden_weigh_nothing(given: Given, out: Outputs) -> bool:
    return not bool(out[1].masked_fill(given[3], 0.0).any())


def with_mask(test: Callable[[Tensor, Tensor], Any]) -> Kind:
    """The kind of input for which ``test(query, mask)`` is true at least once."""
    return some(lambda query, key, value, mask=None: mask is not None and test(query, mask))


exam = Exam(
    EXERCISE,
    kinds={
        "no leading dimension": some(lambda query, *_: query.dim() == 2),
        "three leading dimensions": some(lambda query, *_: query.dim() == 5),
        "a batch of one": some(lambda query, *_: query.dim() == 3 and len(query) == 1),
        "one query": some(lambda query, *_: query.shape[-2] == 1),
        "one key": some(lambda query, key, *_: key.shape[-2] == 1),
        "one column": some(lambda query, *_: query.shape[-1] == 1),
        "as many queries as keys": some(lambda query, key, *_: query.shape == key.shape),
        "query, key and value the same": some(lambda query, key, value, *_: torch.equal(query, value)),
        "a token twice": some(lambda query, key, *_: key.dim() == 3 and torch.equal(key[:, 3:4], key[:, :1])),
        "dozens of keys": some(lambda query, key, *_: key.shape[-2] > 64),
        "a width that is a square": some(lambda query, *_: query.shape[-1] == 16),
        "a width that is none": some(lambda query, *_: query.shape[-1] == 11),
        "all sizes equal": some(lambda query, *_: query.shape == (5, 5, 5)),
        "a mask that hides nothing": with_mask(lambda query, mask: mask.all()),
        "a mask that leaves one key": with_mask(lambda query, mask: (mask.sum(dim=-1) == 1).all()),
        "a mask (n, m) as long as the batch": with_mask(lambda query, mask: mask.shape == (len(query), 5)),
        "a mask (m,)": with_mask(lambda query, mask: mask.dim() == 1),
        "a mask with the dimensions of heads": with_mask(lambda query, mask: mask.dim() == 4),
        "scores of 10 000": some(lambda query, *_: query.max() >= 1e4),
        "not contiguous": some(lambda query, *_: not query.is_contiguous()),
        "float64": some(lambda query, *_: query.dtype == torch.float64),
    },
)


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    ask_batches(ask, *exam.telling(rng, attention(4), attention(3, n=5, m=4, d=7, width=8), of_itself))


@exam.property("mask", says=hidden_weigh_nothing)
def mask(ask: Ask, rng: Rng) -> None:
    square = masked(attention(5, n=5, m=5, spread=2.0))
    ask.values(*exam.telling(rng, square, masked(attention(3, spread=2.0))))
    scores, only = one_key(rng)
    ask_one_key(ask, scores.repeat(2, 1, 1), rng.floats(2, 6, 3), only)


@exam.property("mask_shapes")
def mask_shapes(ask: Ask, rng: Rng) -> None:
    """(n, m) first: what is wrong there is no matter of the shape. Heads only where they work without a mask."""
    batch, heads, alike = attention(3), attention(2, 3), attention(4, n=4, m=4, d=4, width=4)
    ask(*drawn(masked(batch), rng), named=True)
    for draw, shapes in (
        (batch, ((3, 4, 6), (3, 1, 6), (4, 1), (1, 6), (6,))),
        (alike, ((4, 4), (4, 4, 4), (4,))),
        (heads, ((2, 3, 4, 6), (2, 1, 4, 6), (2, 1, 1, 6), (3, 1, 6), (6,))),
    ):
        try:
            ask.got(*drawn(draw, rng))
        except Raised:
            continue
        for shape in shapes:
            with blaming(ask, "mask_broadcast"):
                ask(*drawn(masked(draw, *shape), rng), named=True)


@exam.property("weights", says="result")
def weights(ask: Ask, rng: Rng) -> None:
    """The first query may not attend to the first key: hidden as well as the future, that leaves it none at all."""
    draw = suiting(masked(attention(5, spread=2.0)), lambda *given: not given[3][0, 0])
    for _ in range(2):
        ask_shares(ask, *drawn(draw, rng))


leads = [attention(*lead) for lead in ((), (3, 2), (2, 1, 3), (1,))]
exam.asks("leading_dimensions", *map(steady, [*leads, attention(n=40, m=70)]))


@exam.property("one_token")
def one_token(ask: Ask, rng: Rng) -> None:
    for batch, n, m, d, width in ((2, 1, 5, 3, 4), (3, 4, 1, 2, 5), (1, 1, 1, 7, 2), (2, 3, 4, 1, 1)):
        with blaming(ask, "one_token", "squeezed"):
            ask(*drawn(attention(batch, n=n, m=m, d=d, width=width), rng), named=True)


@exam.property("extremes")
def extremes(ask: Ask, rng: Rng) -> None:
    with blaming(ask, "overflow", "clamped"):
        ask(*huge(rng), named=True)


@exam.property("dtype")
def dtype(ask: Ask, rng: Rng) -> None:
    ask.dtypes(*(drawn(steady(attention(3)), rng) for _ in range(3)))
    ask_dtype(ask, *drawn(masked(attention(3)), rng))


@exam.property("gradient")
def gradient(ask: Ask, rng: Rng) -> None:
    ask_gradient(ask, *drawn(steady(attention(2)), rng), seed=rng.integer(0, 10**6))


@exam.property("unmodified")
def unmodified(ask: Ask, rng: Rng) -> None:
    ask.unmodified(*drawn(attention(3), rng))
    with suppress(Raised):  # a mask that raises is another property's matter
        ask.unmodified(*drawn(masked(attention(3)), rng))


@exam.property("strides")
def strides(ask: Ask, rng: Rng) -> None:
    ask_strides(ask, *drawn(attention(2, 3), rng))


@exam.property("names")
def names(ask: Ask, rng: Rng) -> None:
    ask_names(ask, *drawn(attention(3), rng))
