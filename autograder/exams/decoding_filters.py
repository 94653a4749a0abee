"""The exams of ``apply_temperature``, ``top_k_filter`` and ``top_p_filter``.

What is right and what likely mistakes give is computed in float64 by course_lib.checks.decoding_wrong, from the
definitions alone. Scores are drawn until every mistake gives something of its own and none is near a boundary.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import (
    FLOATS,
    UNNAMED,
    blamed_on,
    cast,
    less_precise_than_float64,
    unchanged,
)
from autograder.properties import Ask, Exam, Failed, Mistake, Rng, expect, expect_close, expect_raises
from course_lib.checks.decoding_wrong import (
    Wrongs,
    filled_with_number,
    likely_tempered,
    likely_top_k,
    likely_top_p,
    nucleus,
    told_apart,
    top_k,
    top_p,
)

temperature_exam = Exam("apply_temperature")
top_k_exam = Exam("top_k_filter")
top_p_exam = Exam("top_p_filter")

GAP = 5e-3  # no two scores of a row, and no cumulative probability and p, are nearer to each other than this


def expect_scores(
    got: Any,
    want: Tensor,
    wrongs: Callable[[], Wrongs] = list,
    *,
    dtype: torch.dtype = torch.float32,
    strict: bool = False,
) -> None:
    """``got`` are the scores ``want``, which are in float64; ``wrongs`` are only worked out when they are not."""
    expect(not (isinstance(got, Tensor) and got.dtype == torch.bool), "mask", what="output")
    if isinstance(got, Tensor) and not strict and not got.is_complex():
        got = got.to(dtype)  # indices too: an answer that returns them is told so
    mistakes: Sequence[Mistake] = []
    try:
        expect_close(got, want, dtype=dtype)
        return
    except Failed:
        mistakes = [Mistake(key, value) for key, value in wrongs()]
    try:
        expect_close(got, want, dtype=dtype, mistakes=mistakes)
    except Failed as failed:
        if failed.hint in ("value", "not_finite") and isinstance(got, Tensor) and filled_with_number(got, want):
            raise Failed("filled_with_number", **failed.numbers) from None
        raise


def steady(question: Callable[[], Any]) -> Any:
    """What the question brings; Failed("random") if it brings something else the second time, infinities included."""
    first, second = question(), question()
    if isinstance(first, Tensor) and isinstance(second, Tensor) and first.shape == second.shape:
        expect(bool(((first == second) | first.isnan()).all()), "random")
    return first


def separated(x: Tensor) -> bool:
    """No two scores of a row are near each other, nor of opposite sign and near in size."""
    return bool((x.abs().sort(dim=-1).values.diff(dim=-1) > GAP).all())


def clear_of(x: Tensor, p: float) -> bool:
    """No cumulative probability of a row, of the whole, or in any likely order is near p or 1 − p."""
    shares = x.double().softmax(-1)
    sums = [shares.sort(-1, descending=True).values, shares.sort(-1).values, shares]
    ends = torch.stack([order.cumsum(-1) for order in sums])
    return all(bool(((ends - cut).abs() > GAP).all()) for cut in (p, 1 - p))


def draw(rng: Rng, shape: tuple[int, ...], suits: Callable[[Tensor], bool], scale: float = 1.2) -> Tensor:
    """Scores in float32, drawn until they suit."""
    for _ in range(2000):
        x = rng.normal(*shape, scale=scale, dtype=torch.float32)
        if suits(x):
            return x
    raise RuntimeError(f"no scores of shape {shape} suit")


def expect_value_error(ask: Ask, name: str, x: Tensor, value: float) -> None:
    """ValueError for a value that is not allowed."""
    expect_raises(ValueError, lambda: ask.call(name, x, value), hint="no_value_error")


def examine_leading(ask: Ask, name: str, value: float, right: Callable[[Tensor, float], Tensor], x: Tensor) -> None:
    """A batch (6, V) again as single rows and as (2, 3, V): the same rows must come out."""
    want = right(x, value)
    for shape in ((x.shape[-1],), (2, 3, x.shape[-1]), (1, 1, 6, x.shape[-1])):
        scores, expected = (t[0] if len(shape) == 1 else t.view(shape) for t in (x, want))
        with blamed_on("leading_dimensions", f"shape {shape}"):
            expect_scores(ask.call(name, scores, value), expected)


def examine_dtype(ask: Ask, name: str, value: float, right: Callable[[Tensor, float], Tensor], x: Tensor) -> None:
    """float32 stays float32; float64 stays float64 and exact."""
    for dtype in FLOATS:
        scores = x.to(dtype) / 3
        want = right(scores, value)
        with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), unnamed=()):
            got = ask.call(name, scores, value)
        with less_precise_than_float64(lambda: expect_scores(cast(got, torch.float32), want)):  # noqa: B023
            expect_scores(got, want, dtype=dtype, strict=True)


def examine_unmodified(ask: Ask, name: str, value: float, x: Tensor) -> None:
    _, after = ask.call_keeping_arguments(name, x, value)
    unchanged(x, after[0], "logits")


# ---------------------------------------------------------------- temperature


def tempered(x: Tensor, temperature: float) -> Tensor:
    return x.double() / temperature


@temperature_exam.property("values", core=True)
def temperature_values(ask: Ask, rng: Rng) -> None:
    for shape, low in (((3, 7), 0.3), ((2, 9), 1.6)):
        temperature = low + rng.integer(0, 5) / 8 + 0.05
        x = draw(rng, shape, lambda x: told_apart(tempered(x, temperature), likely_tempered(x, temperature)))  # noqa: B023
        got = steady(lambda: ask.call("apply_temperature", x, temperature))  # noqa: B023
        expect_scores(got, tempered(x, temperature), lambda: likely_tempered(x, temperature))  # noqa: B023


@temperature_exam.property("leading_dimensions")
def temperature_leading(ask: Ask, rng: Rng) -> None:
    examine_leading(ask, "apply_temperature", 0.7, tempered, rng.normal(6, 5, dtype=torch.float32))


@temperature_exam.property("errors")
def temperature_errors(ask: Ask, rng: Rng) -> None:
    x = rng.normal(2, 5, dtype=torch.float32)
    for temperature in (0.0, -0.5, -2.0):
        expect_value_error(ask, "apply_temperature", x, temperature)
    for temperature in (0.05, 3.0):
        with blamed_on("allowed_refused", temperature):
            expect_scores(ask.call("apply_temperature", x, temperature), tempered(x, temperature))


@temperature_exam.property("infinities")
def temperature_infinities(ask: Ask, rng: Rng) -> None:
    x = rng.normal(3, 7, dtype=torch.float32).masked_fill(~rng.mask(3, 7), -math.inf)
    with blamed_on("infinities", "−inf", (*UNNAMED, "filled_with_number")):
        expect_scores(ask.call("apply_temperature", x, 0.6), tempered(x, 0.6))


@temperature_exam.property("dtype")
def temperature_dtype(ask: Ask, rng: Rng) -> None:
    examine_dtype(ask, "apply_temperature", 0.7, tempered, rng.normal(3, 7))


@temperature_exam.property("unmodified")
def temperature_unmodified(ask: Ask, rng: Rng) -> None:
    examine_unmodified(ask, "apply_temperature", 0.7, rng.normal(3, 7, dtype=torch.float32))


# ---------------------------------------------------------------- top-k


@top_k_exam.property("values", core=True)
def top_k_values(ask: Ask, rng: Rng) -> None:
    for shape, k in (((5, 8), 3), ((6, 11), 4)):
        x = draw(rng, shape, lambda x: separated(x) and told_apart(top_k(x, k), likely_top_k(x, k)))  # noqa: B023
        got = steady(lambda: ask.call("top_k_filter", x, k))  # noqa: B023  (asked now)
        expect_scores(got, top_k(x, k), lambda: likely_top_k(x, k))  # noqa: B023


@top_k_exam.property("leading_dimensions")
def top_k_leading(ask: Ask, rng: Rng) -> None:
    examine_leading(ask, "top_k_filter", 3, lambda x, k: top_k(x, int(k)), draw(rng, (6, 7), separated))


@top_k_exam.property("one_kept")
def top_k_one_kept(ask: Ask, rng: Rng) -> None:
    x = draw(rng, (4, 6), separated)
    with blamed_on("one_kept", "k = 1"):
        expect_scores(ask.call("top_k_filter", x, 1), top_k(x, 1))


@top_k_exam.property("all_kept")
def top_k_all_kept(ask: Ask, rng: Rng) -> None:
    x = draw(rng, (4, 6), separated)
    for k in (6, 7, 50):
        with blamed_on("all_kept", f"k = {k}, V = 6"):
            expect_scores(ask.call("top_k_filter", x, k), x.double())


@top_k_exam.property("errors")
def top_k_errors(ask: Ask, rng: Rng) -> None:
    x = draw(rng, (2, 6), separated)
    for k in (0, -1, -3):
        expect_value_error(ask, "top_k_filter", x, k)


@top_k_exam.property("infinities")
def top_k_infinities(ask: Ask, rng: Rng) -> None:
    """Rows that an earlier filter left three scores of: k = 2 keeps two, k = 4 all three and nothing more."""
    x = top_k(draw(rng, (4, 8), separated), 3).float()
    for k in (2, 4):
        with blamed_on("infinities", f"k = {k}"):
            expect_scores(ask.call("top_k_filter", x, k), top_k(x, k))


@top_k_exam.property("dtype")
def top_k_dtype(ask: Ask, rng: Rng) -> None:
    examine_dtype(ask, "top_k_filter", 3, lambda x, k: top_k(x, int(k)), draw(rng, (3, 7), separated).double())


@top_k_exam.property("unmodified")
def top_k_unmodified(ask: Ask, rng: Rng) -> None:
    examine_unmodified(ask, "top_k_filter", 3, draw(rng, (3, 7), separated))


# ---------------------------------------------------------------- top-p


def suits_p(x: Tensor, p: float) -> bool:
    return separated(x) and clear_of(x, p)


@top_p_exam.property("values", core=True)
def top_p_values(ask: Ask, rng: Rng) -> None:
    def suits(x: Tensor) -> bool:
        """In no row does one token reach p alone: that is a property of its own."""
        several = bool((nucleus(x, p).sum(dim=-1) > 1).all())
        return several and suits_p(x, p) and told_apart(top_p(x, p), likely_top_p(x, p))

    for shape, p in (((5, 8), 0.62), ((4, 9), 0.74)):
        p = p + rng.integer(0, 5) / 100
        x = draw(rng, shape, suits)
        got = steady(lambda: ask.call("top_p_filter", x, p))  # noqa: B023  (asked now)
        expect_scores(got, top_p(x, p), lambda: likely_top_p(x, p))  # noqa: B023


@top_p_exam.property("leading_dimensions")
def top_p_leading(ask: Ask, rng: Rng) -> None:
    examine_leading(ask, "top_p_filter", 0.7, top_p, draw(rng, (6, 7), lambda x: suits_p(x, 0.7)))


@top_p_exam.property("one_kept")
def top_p_one_kept(ask: Ask, rng: Rng) -> None:
    """A first token more likely than p: it stays, alone."""
    x = draw(rng, (4, 6), separated).scatter(1, rng.integers(0, 6, 4, 1), 6.0)
    for p in (0.3, 0.01):
        with blamed_on("one_kept", f"p = {p}"):
            expect_scores(
                ask.call("top_p_filter", x, p), top_p(x, p), lambda: [("nothing_kept", torch.full((4, 6), -math.inf))]
            )


@top_p_exam.property("all_kept")
def top_p_all_kept(ask: Ask, rng: Rng) -> None:
    """p = 1, whatever rounding makes of the sum: no token here has less than a thousandth."""
    x = draw(rng, (6, 9), lambda x: separated(x) and float(x.softmax(-1).min()) > 2e-3)
    with blamed_on("all_kept", "p = 1"):
        expect_scores(ask.call("top_p_filter", x, 1.0), x.double())


@top_p_exam.property("errors")
def top_p_errors(ask: Ask, rng: Rng) -> None:
    x = draw(rng, (2, 6), separated)
    for p in (0.0, -0.2, 1.2):
        expect_value_error(ask, "top_p_filter", x, p)


@top_p_exam.property("infinities")
def top_p_infinities(ask: Ask, rng: Rng) -> None:
    """Rows that an earlier filter left five scores of; in the last row one alone."""
    x = draw(rng, (4, 8), lambda x: separated(x) and clear_of(top_k(x, 5), 0.8))
    x = torch.cat([top_k(x[:3], 5), top_k(x[3:], 1)]).float()
    for p in (0.8, 1.0):
        with blamed_on("infinities", f"p = {p}"):
            expect_scores(ask.call("top_p_filter", x, p), top_p(x, p))


@top_p_exam.property("dtype")
def top_p_dtype(ask: Ask, rng: Rng) -> None:
    x = draw(rng, (3, 7), lambda x: separated(x) and clear_of(x / 3, 0.7))
    examine_dtype(ask, "top_p_filter", 0.7, top_p, x.double())


@top_p_exam.property("unmodified")
def top_p_unmodified(ask: Ask, rng: Rng) -> None:
    examine_unmodified(ask, "top_p_filter", 0.7, draw(rng, (3, 7), lambda x: suits_p(x, 0.7)))
