"""The exam of ``sample``. Draws come from supplied uniforms, so that every one has a right answer.

No u is near a cumulative probability, except where rounding cannot matter: u = 0 when the first tokens are impossible,
and the largest u below 1, which must give the last possible token whatever the sum rounds to.
"""

import math

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.asking.numbers import FLOATS
from course_lib.exercises.sample import BELOW_ONE, EXERCISE, ends_of, last_possible, right

GAP = 2e-3  # no u is nearer to a cumulative probability than this


def clear(logits: Tensor, u: Tensor, gap: float = GAP) -> bool:
    return bool(((ends_of(logits) - u.double().unsqueeze(-1)).abs() > gap).all())


def draws(rows: int, size: int) -> Draw:
    """Scores (rows, size) and u (rows,), clear of every boundary."""
    return suiting(lambda rng: (rng.floats(rows, size, scale=1.2), rng.uniform(rows, dtype=torch.float32)), clear)


def spread(rows: int, size: int) -> Draw:
    """The first and the last token are among those drawn, so that going past either end shows."""

    def both(x: Tensor, u: Tensor) -> bool:
        token = right(x, u)
        return bool((token == 0).any()) and bool((token == x.shape[-1] - 1).any())

    return suiting(draws(rows, size), both)


def impossible(rng: Rng) -> Given:
    """−∞ at the start, in the middle, at the end, and all but the last; u in the middle of the last, likeliest token.

    So every likely mistake either draws something of −∞ in each exam or never does.
    """
    gone = torch.zeros(4, 9, dtype=torch.bool)
    gone[0, :3], gone[1, 3:6], gone[2, 6:], gone[3, :8] = True, True, True, True
    x = rng.floats(4, 9, scale=0.5).sort(dim=-1).values
    x[3, 8] = -3.0
    x = x.masked_fill(gone, -math.inf)
    last = x.double().softmax(-1).gather(-1, last_possible(x).unsqueeze(-1))[:, 0]
    return x, (1 - last / 2).float()


def nearly_one(dtype: torch.dtype) -> Draw:
    """The largest u below 1: in some of these rows the probabilities add up to less, in any precision."""

    def draw(rng: Rng) -> Given:
        x = rng.normal(200, 9, scale=0.7, dtype=torch.float32)
        x[100:, 7:] = -math.inf
        return x.to(dtype), torch.full((200,), BELOW_ONE[dtype], dtype=dtype)

    return draw


def ten_thousand(rng: Rng) -> Given:
    """Two scores near the top, of which u draws the second; the others far below."""
    first = rng.integers(0, 3, 5)
    second = first + rng.integers(1, 4, 5)
    x = rng.floats(5, 7) - 1e4
    x = x.scatter(1, first[:, None], 1e4).scatter(1, second[:, None], 1e4 + 0.5)
    return x, 0.6 + 0.3 * rng.uniform(5, dtype=torch.float32)


def hundreds(rng: Rng) -> Given:
    """Three hundred tokens, of which u draws the last half; in the second row all are equally likely."""
    x = torch.stack([rng.floats(300), torch.zeros(300)])
    return x, 0.9 + 0.1 * rng.uniform(2, dtype=torch.float32)


def never_impossible(given: Given, out: Outputs) -> bool:
    """What was drawn is possible. Raises RuntimeError for what is no token of the row."""
    return bool((given[0].gather(-1, out[0].unsqueeze(-1)) > -math.inf).all())


def the_last(given: Given, out: Outputs) -> bool:
    return torch.equal(out[0], last_possible(given[0]))


exam = Exam(
    EXERCISE,
    kinds={
        "one row alone, a single u": some(lambda x, u: x.dim() == 1 and u.dim() == 0),
        "several leading dimensions": some(lambda x, u: x.dim() > 2),
        "as many rows as tokens": some(lambda x, u: x.dim() == 2 and x.shape[0] == x.shape[1]),
        "one token in all": some(lambda x, u: x.shape[-1] == 1),
        "a view of another tensor": some(lambda x, u: not x.is_contiguous()),
        "a first token of −∞": some(lambda x, u: (x[..., 0] == -math.inf).any()),
        "a last token of −∞": some(lambda x, u: (x[..., -1] == -math.inf).any()),
        "one possible token": some(lambda x, u: x.shape[-1] > 1 and ((x > -math.inf).sum(-1) == 1).any()),
        "u = 0": some(lambda x, u: (u == 0).all()),
        "the largest u below 1, in float32": some(lambda x, u: (u == 1 - 2.0**-24).all() and u.dtype == torch.float32),
        "the largest u below 1, in float64": some(lambda x, u: (u == 1 - 2.0**-53).all() and u.dtype == torch.float64),
        "scores of ±10 000": some(lambda x, u: (x > 9000).any() and (x < -9000).any()),
        "hundreds of tokens": some(lambda x, u: x.shape[-1] > 256),
        "equal scores": some(lambda x, u: x.isfinite().all() and (x == x[..., :1]).all(-1).any()),
        "float64": some(lambda x, u: x.dtype == torch.float64),
        "the same scores with another u": lambda asked: any(
            torch.equal(x, y) and not torch.equal(a, b) for i, (x, a) in enumerate(asked) for y, b in asked[:i]
        ),
        "the same u with other scores": lambda asked: any(
            torch.equal(a, b) and x.shape == y.shape and not torch.equal(x, y)
            for i, (x, a) in enumerate(asked)
            for y, b in asked[:i]
        ),
    },
)


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    """As many rows as tokens first: there a u that is compared along the tokens does not even raise."""
    ask.values(*(exam.telling(rng, draw)[0] for draw in (spread(8, 8), spread(8, 7), spread(9, 11))))


@exam.property("leading_dimensions")
def leading_dimensions(ask: Ask, rng: Rng) -> None:
    x, u = drawn(draws(6, 5), rng)
    with ask.blaming("leading_dimensions"):
        ask(x[0], u[0])
        for shape in ((2, 3), (1, 1, 6)):
            ask(x.view(*shape, 5), u.view(shape))
        ask(x[:, :1], u)
    with ask.blaming("not_contiguous"):
        ask(x[:4].view(2, 2, 5).transpose(0, 1), u[:4].view(2, 2).T)
    other = drawn(suiting(draws(6, 5), lambda y, v: clear(x, v) and clear(y, u)), rng)
    with ask.blaming("remembers_calls"):
        for given in ((x, u), (x, other[1]), (other[0], u)):
            ask(*given)


@exam.property("impossible", says=never_impossible)
def not_drawn(ask: Ask, rng: Rng) -> None:
    x, u = drawn(suiting(impossible, lambda x, u: clear(x, u) and bool((u[:3] > 0.7).all())), rng)
    with ask.blaming("impossible"):
        ask(x, u)
    with ask.blaming("drawn_impossible"):
        ask(x, torch.zeros(4))


exam.asks("last", *(nearly_one(dtype) for dtype in FLOATS), says=the_last)
exam.unmodified(draws(5, 7))


@exam.property("extremes")
def extremes(ask: Ask, rng: Rng) -> None:
    with ask.blaming("overflow"):
        ask(*drawn(suiting(ten_thousand, clear), rng))
    with ask.blaming("many_tokens"):
        ask(*drawn(suiting(hundreds, lambda x, u: clear(x, u, 2e-4)), rng))


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    """Scores and u are asked a third as large, in both dtypes; tokens are int64."""
    ask.dtypes(*(drawn(suiting(draws(rows, 7), lambda x, u: clear(x / 3, u / 3)), rng) for rows in (4, 6)))
