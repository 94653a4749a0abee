"""The exams of notebook 03; points, weights and hints stand in rnns.toml.

Right results and those of likely mistakes are computed in float64 by course_lib.checks.rnns_wrong. A result is a tuple
of tensors, also where the exercise gives one.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.exams.common import UNNAMED, blamed_on
from autograder.exams.subject import Given, Subject
from autograder.properties import Ask, Exam, Rng, expect
from course_lib.checks.rnns_wrong import (
    attend,
    elman,
    likely_attend,
    likely_elman,
    likely_lstm,
    likely_pool,
    lstm,
    pool,
)


def normal(rng: Rng, *shape: int, scale: float = 1.0) -> Tensor:
    return rng.normal(*shape, scale=scale, dtype=torch.float32)


def mask(rng: Rng, batch: int, n: int) -> Tensor:
    """True from the start in each row, of different lengths, at least two where there are."""
    lengths = min(2, n) + rng.integers(0, max(1, n - 1), batch, 1)
    lengths[0] = max(1, n - 1)  # some padding in every draw
    return torch.arange(n) < lengths


# ---------------------------------------------------------------- elman_step


def draw_elman(rng: Rng, batch: int, d_in: int, d_h: int) -> Given:
    shapes = ((batch, d_in), (batch, d_h), (d_h, d_in), (d_h, d_h), (d_h,))
    return tuple(normal(rng, *shape, scale=0.7) for shape in shapes)


elman_exam = Exam("elman_step")
ELMAN = Subject(elman_exam, ("x", "h", "w_xh", "w_hh", "b"), ("h_new",), draw_elman, elman, likely_elman)
ELMAN.examine(sizes=((3, 4, 5), (2, 6, 3)), odd=((1, 3, 2), (1, 1, 1), (5, 1, 4)))


@elman_exam.property("square")
def elman_square(ask: Ask, rng: Rng) -> None:
    given = ELMAN.drawn(rng, 4, 4, 4)
    with blamed_on("square", "", UNNAMED):
        ELMAN.expect(ELMAN.ask(ask, given), given, named=True)


# ---------------------------------------------------------------- lstm_step


def draw_lstm(rng: Rng, batch: int, d_in: int, d_h: int) -> Given:
    shapes = ((batch, d_in), (batch, d_h), (batch, d_h), (4 * d_h, d_in), (4 * d_h, d_h), (4 * d_h,), (4 * d_h,))
    return tuple(normal(rng, *shape, scale=0.8) for shape in shapes)


lstm_exam = Exam("lstm_step")
LSTM = Subject(
    lstm_exam, ("x", "h", "c", "w_ih", "w_hh", "b_ih", "b_hh"), ("h_new", "c_new"), draw_lstm, lstm, likely_lstm
)
LSTM.examine(sizes=((3, 4, 5), (2, 6, 3)), odd=((1, 3, 2), (1, 1, 1), (5, 1, 4)))


def with_gates(rng: Rng, gates: Sequence[float]) -> Given:
    """Arguments whose gates i, f, g, o have these values before σ and tanh, whatever comes in."""
    x, h, c, w_ih, w_hh, _, b_hh = draw_lstm(rng, 2, 3, 4)
    return x, h, c, 0 * w_ih, 0 * w_hh, torch.tensor(gates).repeat_interleave(4), 0 * b_hh


@lstm_exam.property("remembers")
def lstm_remembers(ask: Ask, rng: Rng) -> None:
    given = with_gates(rng, (-40.0, 40.0, 0.3, 0.5))
    x, h, cell, *weights = given
    for _ in range(100):
        got = LSTM.ask(ask, (x, h, cell, *weights))
        with blamed_on("remembers", f"{given[2][0, 0].item():.4g}", (*UNNAMED, "not_a_pair")):
            LSTM.expect(got, (x, h, given[2], *weights))
        h, cell = got[0].float(), got[1].float()


@lstm_exam.property("saturated")
def lstm_saturated(ask: Ask, rng: Rng) -> None:
    for gates in ((200.0, -200.0, 200.0, 200.0), (-200.0, 200.0, -200.0, -200.0)):
        given = with_gates(rng, gates)
        with blamed_on("saturated", "", (*UNNAMED, "not_a_pair")):
            LSTM.expect(LSTM.ask(ask, given), given)


# ---------------------------------------------------------------- masked_mean_pool


def draw_pool(rng: Rng, batch: int, n: int, d: int) -> Given:
    return normal(rng, batch, n, d), mask(rng, batch, n)


pool_exam = Exam("masked_mean_pool")
POOL = Subject(pool_exam, ("states", "mask"), ("pooled",), draw_pool, pool, likely_pool)
POOL.examine(sizes=((3, 5, 4), (4, 6, 2)), odd=((1, 4, 3), (1, 1, 1), (5, 2, 1)))


@pool_exam.property("any_mask")
def pool_any_mask(ask: Ask, rng: Rng) -> None:
    states = normal(rng, 4, 6, 3)
    gaps = torch.tensor([[0, 1, 0, 1, 1, 0], [1, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 1]]).bool()
    for given in ((states, gaps), (states, torch.ones(4, 6, dtype=torch.bool))):
        with blamed_on("any_mask", ""):
            POOL.expect(POOL.ask(ask, given), given)


@pool_exam.property("empty_row")
def pool_empty_row(ask: Ask, rng: Rng) -> None:
    """Also all rows; and the gradient by them is 0, not NaN."""
    states, real = normal(rng, 3, 4, 2), mask(rng, 3, 4)
    real[1] = False
    for given in ((states, real), (states, torch.zeros(3, 4, dtype=torch.bool))):
        with blamed_on("empty_row", 0):
            POOL.expect(POOL.ask(ask, given), given)
    got = ask.call_with_grads("masked_mean_pool", (states, real), [0], [torch.ones(3, 2)])[1][0]
    finite = got is not None and bool(torch.isfinite(got).all())
    expect(finite, "empty_row", what="states.grad", got="NaN", expected=0)


# ---------------------------------------------------------------- additive_attention


def draw_attention(rng: Rng, batch: int, m: int, d_q: int, d_k: int, d_a: int) -> Given:
    query, keys = normal(rng, batch, d_q), normal(rng, batch, m, d_k)
    return query, keys, mask(rng, batch, m), normal(rng, d_a, d_q), normal(rng, d_a, d_k), 2 * normal(rng, d_a)


attention_exam = Exam("additive_attention")
ATTENTION = Subject(
    attention_exam, ("query", "keys", "mask", "w_q", "w_k", "v"), ("context", "weights"), draw_attention, attend,
    likely_attend,
)  # fmt: skip
ATTENTION.examine(sizes=((3, 5, 4, 6, 2), (4, 6, 3, 2, 5)), odd=((1, 3, 2, 4, 3), (1, 1, 1, 1, 1), (3, 3, 3, 3, 3)))


@attention_exam.property("one_key")
def attention_one_key(ask: Ask, rng: Rng) -> None:
    query, keys, _, *weights = draw_attention(rng, 3, 4, 2, 3, 5)
    given = (query, keys, torch.eye(4, dtype=torch.bool)[[2, 0, 3]], *weights)
    with blamed_on("one_key", 1, (*UNNAMED, "not_a_pair")):
        ATTENTION.expect(ATTENTION.ask(ask, given), given)


@attention_exam.property("padding")
def attention_padding(ask: Ask, rng: Rng) -> None:
    """Large numbers under False."""
    query, keys, real, *weights = draw_attention(rng, 3, 5, 2, 3, 4)
    real[:, 4] = False
    given = (query, torch.where(real[..., None], keys, 1e6 * keys.sign()), real, *weights)
    with blamed_on("padding", 0, (*UNNAMED, "not_a_pair")):
        ATTENTION.expect(ATTENTION.ask(ask, given), given)


@attention_exam.property("large")
def attention_large(ask: Ask, rng: Rng) -> None:
    *rest, v = draw_attention(rng, 3, 5, 2, 3, 4)
    given = (*rest, 500 * v)
    with blamed_on("large", "", (*UNNAMED, "not_a_pair")):
        ATTENTION.expect(ATTENTION.ask(ask, given), given)
