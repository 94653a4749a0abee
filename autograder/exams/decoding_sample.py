"""The exam of ``sample``. Draws come from supplied uniforms, so that every one has a right answer.

No u is nearer than a thousandth to a cumulative probability, except where rounding cannot matter: u = 0 when the first
tokens are impossible, and the largest u below 1, which must give the last possible token whatever the sum rounds to.
"""

import math
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import FLOATS, blamed_on, unchanged
from autograder.properties import Ask, Exam, Mistake, Rng, expect, expect_equal
from course_lib.checks.decoding_wrong import drawn, likely_drawn, told_apart

sample_exam = Exam("sample")

GAP = 2e-3
BELOW_ONE = {torch.float32: 1 - 2.0**-24, torch.float64: 1 - 2.0**-53}


def expect_tokens(got: Any, logits: Tensor, u: Tensor, named: bool = False) -> None:
    """``got`` are the token ids that u draws, in any integer dtype; ``named``: likely mistakes are looked for."""
    if isinstance(got, Tensor) and got.dtype in (torch.int32, torch.int16, torch.uint8):
        got = got.long()
    wrongs = likely_drawn(logits, u) if named else []
    expect_equal(got, drawn(logits, u), what="token", mistakes=[Mistake(key, value) for key, value in wrongs])


def draws(rng: Rng, rows: int, size: int, told: bool = False) -> tuple[Tensor, Tensor]:
    """Scores (rows, size) and u (rows,), clear of every boundary; ``told``: mistakes give results of their own."""
    for _ in range(2000):
        logits = rng.normal(rows, size, scale=1.2, dtype=torch.float32)
        u = rng.uniform(rows, dtype=torch.float32)
        clear = ((logits.double().softmax(-1).cumsum(-1) - u.double()[:, None]).abs() > GAP).all()
        if clear and (not told or told_apart(drawn(logits, u), likely_drawn(logits, u))):
            return logits, u
    raise RuntimeError("no draws suit")


@sample_exam.property("values", core=True)
def sample_values(ask: Ask, rng: Rng) -> None:
    for rows, size in ((8, 7), (9, 11)):
        logits, u = draws(rng, rows, size, told=True)
        first, second = (ask.call("sample", logits, u) for _ in range(2))
        if isinstance(first, Tensor) and isinstance(second, Tensor) and first.shape == second.shape:
            expect(bool((first == second).all()), "random")
        expect_tokens(first, logits, u, named=True)


@sample_exam.property("leading_dimensions")
def sample_leading(ask: Ask, rng: Rng) -> None:
    logits, u = draws(rng, 6, 5)
    for shape in ((), (2, 3), (1, 1, 6)):
        scores, numbers = (logits[0], u[0]) if shape == () else (logits.view(*shape, 5), u.view(shape))
        with blamed_on("leading_dimensions", f"logits {tuple(scores.shape)}, u {tuple(numbers.shape)}"):
            expect_tokens(ask.call("sample", scores, numbers), scores, numbers)


@sample_exam.property("impossible")
def sample_impossible(ask: Ask, rng: Rng) -> None:
    """−inf at the start, in the middle and at the end; with u = 0 the first token that is possible."""
    logits = rng.normal(4, 9, dtype=torch.float32)
    gone = torch.zeros(4, 9, dtype=torch.bool)
    gone[0, :3], gone[1, 3:6], gone[2, 6:], gone[3, :8] = True, True, True, True
    logits = logits.masked_fill(gone, -math.inf)
    middle = logits.double().softmax(-1)
    half = (middle.cumsum(-1) - middle / 2).gather(-1, middle.argmax(-1, keepdim=True))[:, 0].float()
    want = drawn(logits, half)
    with blamed_on("impossible", want.tolist()):
        expect_tokens(ask.call("sample", logits, half), logits, half)
    zero = torch.zeros(4)
    got, want = ask.call("sample", logits, zero), drawn(logits, zero)
    with blamed_on("drawn_impossible", want.tolist()):
        expect_tokens(got, logits, zero)


@sample_exam.property("last")
def sample_last(ask: Ask, rng: Rng) -> None:
    """The largest u below 1: in some of these rows the probabilities add up to less, in any precision."""
    logits = rng.normal(64, 9, scale=0.7, dtype=torch.float32)
    logits[32:, 7:] = -math.inf
    last = torch.tensor([8] * 32 + [6] * 32)
    for dtype in FLOATS:
        scores, u = logits.to(dtype), torch.full((64,), BELOW_ONE[dtype], dtype=dtype)
        with blamed_on("last", "8, 6"):
            got = ask.call("sample", scores, u)
            if isinstance(got, Tensor) and got.shape == last.shape and not got.is_floating_point():
                wrong = (got != last).nonzero()
                if len(wrong):
                    at = int(wrong[0])
                    expect(False, "last", got=int(got[at]), expected=int(last[at]))
            expect_equal(got, last, what="token")


@sample_exam.property("extremes")
def sample_extremes(ask: Ask, rng: Rng) -> None:
    """Scores of ±10 000, two of them near the top, of which u draws the second: exp must not overflow."""
    first = rng.integers(0, 3, 5)
    second = first + rng.integers(1, 4, 5)
    logits = rng.normal(5, 7, dtype=torch.float32) - 1e4
    logits = logits.scatter(1, first[:, None], 1e4).scatter(1, second[:, None], 1e4 + 0.5)
    u = 0.6 + 0.3 * rng.uniform(5, dtype=torch.float32)
    with blamed_on("overflow", second.tolist()):
        expect_equal(ask.call("sample", logits, u), second, what="token")


@sample_exam.property("dtype")
def sample_dtype(ask: Ask, rng: Rng) -> None:
    """Scores and u in float32, then both in float64; indices are int64."""
    logits, u = draws(rng, 6, 7)
    for dtype in FLOATS:
        with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), unnamed=()):
            got = ask.call("sample", logits.to(dtype), u.to(dtype))
        expect_equal(got, drawn(logits, u), what="token")


@sample_exam.property("unmodified")
def sample_unmodified(ask: Ask, rng: Rng) -> None:
    logits, u = draws(rng, 5, 7)
    _, after = ask.call_keeping_arguments("sample", logits, u)
    unchanged(logits, after[0], "logits")
    unchanged(u, after[1], "u")
