"""The exam of ``sinusoidal_positions``."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import blamed_on, cast, expect_deterministic, like
from autograder.properties import Ask, Exam, Failed, Mistake, Rng, expect, expect_close

positions_exam = Exam("sinusoidal_positions")


def positions(
    n: int,
    d_model: int,
    *,
    base: float = 10000.0,
    first: float = 0.0,
    exponent: Callable[[Tensor], Tensor] = lambda column: column - column % 2,
    angle: Callable[[Tensor, Tensor], Tensor] = lambda position, wavelength: position / wavelength,
    even: Callable[[Tensor], Tensor] = torch.sin,
    odd: Callable[[Tensor], Tensor] = torch.cos,
) -> Tensor:
    """PE(p, 2i) = sin(p / 10000^(2i/d)), PE(p, 2i+1) its cosine (section 3.5); the keywords make mistakes of it."""
    column = torch.arange(d_model, dtype=torch.float64)
    position = torch.arange(n, dtype=torch.float64)[:, None] + first
    angles = angle(position, base ** (exponent(column) / d_model))
    return torch.where(column % 2 == 0, even(angles), odd(angles))


def positions_depth(n: int, d_model: int) -> float:
    """Roundings in float32: an angle up to n inherits n times the relative error of its frequency.

    That is a few eps for a power, up to d_model/2 of them where frequencies are multiplied up one by one. expect_close
    allows 64 eps for each unit of depth.
    """
    return 1 + n * (16 + d_model / 2) / 64


def positions_mistakes(n: int, d: int) -> list[Mistake]:
    """What ``sinusoidal_positions`` gives after each likely mistake."""
    right, make = positions(n, d), partial(positions, n, d)
    last = max(d - 2, 1)
    return [
        Mistake("halves", torch.cat([right[:, 0::2], right[:, 1::2]], dim=1)),
        Mistake("cosine_first", make(even=torch.cos, odd=torch.sin)),
        Mistake("only_sine", make(odd=torch.sin)),
        Mistake("own_frequency", make(exponent=lambda column: column)),
        Mistake("not_doubled", make(exponent=lambda column: column // 2)),
        Mistake("doubled_twice", make(exponent=lambda column: 2 * (column - column % 2))),
        Mistake("column_doubled", make(exponent=lambda column: 2 * column)),
        Mistake("last_frequency", make(exponent=lambda column: (column - column % 2) * d / last)),
        *(Mistake("base", make(base=base)) for base in (100.0, 1000.0, 100000.0, math.e, 2.0, 1e6)),
        Mistake("starts_at_one", make(first=1.0)),
        Mistake("position_normalised", make(angle=lambda position, wavelength: position / n / wavelength)),
        Mistake("two_pi", make(angle=lambda position, wavelength: 2 * math.pi * position / wavelength)),
        Mistake("times_root_d", right * d**0.5),
        Mistake("transposed", right.mT),
        Mistake("whole_numbers", make(angle=lambda position, wavelength: position // wavelength)),
    ]


def expect_positions(got: Any, n: int, d_model: int, mistakes: Sequence[Mistake] = (), strict: bool = False) -> None:
    """``got`` is the table (n, d_model)."""
    got = got if strict else cast(got, torch.float32)
    want, depth = positions(n, d_model), positions_depth(n, d_model)
    try:
        expect_close(got, want, what="table", dtype=torch.float32, depth=depth, mistakes=mistakes)
    except Failed as failed:
        if failed.hint == "value" and float((got.double() - want).abs().max()) < 0.1:
            raise Failed("imprecise", **failed.numbers) from None
        raise


@positions_exam.property("values", core=True)
def positions_values(ask: Ask, rng: Rng) -> None:
    for n, d_model in ((7, 6), (rng.integer(9, 16), 8), (5, 10)):
        got = expect_deterministic(lambda: ask.call(positions_exam.name, n, d_model))  # noqa: B023  (asked now)
        expect_not_multiplied(got, n, d_model)
        expect_positions(got, n, d_model, positions_mistakes(n, d_model))


def expect_not_multiplied(got: Any, n: int, d_model: int) -> None:
    """Failed("multiplied") for position * wavelength, told by the first four columns; the others are all rounding."""
    wrong = positions(n, d_model, angle=lambda position, wavelength: position * wavelength)[:, :4]
    if isinstance(got, Tensor) and got.shape == (n, d_model):
        expect(
            not like(cast(got, torch.float32)[:, :4], wrong, torch.float32, 500.0), "multiplied", what="table", where=""
        )


@positions_exam.property("dtype")
def positions_dtype(ask: Ask, rng: Rng) -> None:
    expect_positions(ask.call(positions_exam.name, 6, 4), 6, 4, strict=True)


@positions_exam.property("edges")
def positions_edges(ask: Ask, rng: Rng) -> None:
    for n, d_model in ((1, 6), (5, 2), (1, 2)):
        squeezed = Mistake("squeezed", positions(n, d_model).squeeze())
        with blamed_on("narrow", (n, d_model)):
            expect_positions(ask.call(positions_exam.name, n, d_model), n, d_model, [squeezed])


@positions_exam.property("long")
def positions_long(ask: Ask, rng: Rng) -> None:
    n, d_model = rng.integer(600, 800), 8
    with blamed_on("long", (n, d_model)):
        expect_positions(ask.call(positions_exam.name, n, d_model), n, d_model)


@positions_exam.property("wide")
def positions_wide(ask: Ask, rng: Rng) -> None:
    n, d_model = 12, 512
    with blamed_on("wide", (n, d_model)):
        expect_positions(ask.call(positions_exam.name, n, d_model), n, d_model)
