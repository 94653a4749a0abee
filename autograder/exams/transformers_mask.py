"""The exam of ``causal_mask``."""

from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import blamed_on
from autograder.properties import Ask, Exam, Failed, Mistake, Rng, expect, expect_close

mask_exam = Exam("causal_mask")


def causal(n: int) -> Tensor:
    """Row i is True up to column i."""
    return torch.arange(n)[None, :] <= torch.arange(n)[:, None]


def expect_causal(got: Any, n: int) -> None:
    """``got`` has the causal pattern; numbers that are exactly 0 and 1 may stand for False and True."""
    want = causal(n)
    if isinstance(got, Tensor) and got.dtype != torch.bool and got.shape == want.shape and not got.is_complex():
        values = got.double()
        if bool((values < 0).any()):
            raise Failed("additive", got=f"{float(values.min()):.3g}")
        if bool(((values > 0) & (values < 1)).any()):
            raise Failed("averages", got=f"{float(values[values > 0].min()):.3g}")
        if bool(((values == 0) | (values == 1)).all()):
            got = got != 0
    mistakes = [
        Mistake("inverted", ~want),
        Mistake("future", want.mT),
        Mistake("no_diagonal", want.tril(-1)),
        Mistake("one_too_many", want | torch.ones(n, n, dtype=torch.bool).tril(1)),
        Mistake("all_true", torch.ones(n, n, dtype=torch.bool)),
        Mistake("only_itself", torch.eye(n, dtype=torch.bool)),
        Mistake("flipped", want.flip(0)),
        Mistake("flipped", want.flip(1)),
    ]
    expect_close(got, want, what="mask", mistakes=mistakes if n > 2 else [])  # small ones are too much alike


@mask_exam.property("values", core=True)
def mask_values(ask: Ask, rng: Rng) -> None:
    for n in (3, rng.integer(5, 8), rng.integer(9, 14)):
        expect_causal(ask.call(mask_exam.name, n), n)


@mask_exam.property("boolean")
def mask_boolean(ask: Ask, rng: Rng) -> None:
    got = ask.call(mask_exam.name, 5)
    expect(got.dtype == torch.bool, "not_boolean", got=str(got.dtype)) if isinstance(got, Tensor) else None
    expect_causal(got, 5)


@mask_exam.property("one_token")
def mask_one_token(ask: Ask, rng: Rng) -> None:
    got = ask.call(mask_exam.name, 1)
    if isinstance(got, Tensor) and got.shape == ():
        raise Failed("squeezed", got=tuple(got.shape), expected=(1, 1))
    with blamed_on("one_token", "[[True]]"):
        expect_causal(got, 1)
    with blamed_on("one_token", "[[True, False], [True, True]]"):
        expect_causal(ask.call(mask_exam.name, 2), 2)


@mask_exam.property("long")
def mask_long(ask: Ask, rng: Rng) -> None:
    n = rng.integer(130, 150)  # more than fits an int8
    with blamed_on("long", (n, n)):
        expect_causal(ask.call(mask_exam.name, n), n)


@mask_exam.property("repeat")
def mask_repeat(ask: Ask, rng: Rng) -> None:
    for n in (6, 4, 6, 3):
        with blamed_on("cached", (n, n)):
            expect_causal(ask.call(mask_exam.name, n), n)
