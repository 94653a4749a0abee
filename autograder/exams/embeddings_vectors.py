"""The exams of ``sgns_loss`` and ``nearest_neighbours``: drawn vectors, right and likely wrong results computed in
float64 by course_lib.checks."""

from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import (
    FLOATS,
    GRADIENT_DEPTH,
    blamed_on,
    cast,
    gradients,
    less_precise_than_float64,
    unchanged,
)
from autograder.properties import Ask, Exam, Failed, Foreign, Mistake, Rng, expect, expect_close
from course_lib.checks.embeddings_wrong import likely_neighbours, likely_sgns, neighbours, sgns

sgns_exam = Exam("sgns_loss")
neighbours_exam = Exam("nearest_neighbours")

DEPTH = 4.0  # roundings that follow each other: products, sums, a mean


def normal(rng: Rng, *shape: int, scale: float = 1.0) -> Tensor:
    return rng.normal(*shape, scale=scale, dtype=torch.float32)


def told_apart(values: list[tuple[str, Tensor]]) -> bool:
    """No two keys give the same tensor, nor nearly."""
    return not any(
        key != other and one.shape == another.shape and torch.allclose(one.double(), another.double(), 1e-2, 1e-3)
        for index, (key, one) in enumerate(values)
        for other, another in values[index + 1 :]
    )


# ---------------------------------------------------------------- sgns_loss


def batch(rng: Rng, size: int = 5, d: int = 4, k: int = 3) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors for which every mistake gives a loss of its own."""
    for _ in range(500):
        given = normal(rng, size, d), normal(rng, size, d), normal(rng, size, k, d)
        if told_apart([("", sgns(*given)), *likely_sgns(*given)]):
            return given
    raise RuntimeError("no vectors suit")


def expect_loss(got: Any, given: tuple[Tensor, Tensor, Tensor], dtype: torch.dtype = torch.float32) -> None:
    mistakes = [Mistake(key, wrong) for key, wrong in likely_sgns(*given)]
    expect_close(got, sgns(*given), what="loss", mistakes=mistakes, depth=DEPTH, dtype=dtype)


@sgns_exam.property("values", core=True)
def sgns_values(ask: Ask, rng: Rng) -> None:
    for k in (3, 5):
        given = batch(rng, k=k)
        expect_loss(cast(ask.call("sgns_loss", *given), torch.float32), given)


@sgns_exam.property("sizes")
def sgns_sizes(ask: Ask, rng: Rng) -> None:
    for size, d, k in ((1, 1, 1), (1, 6, 4), (6, 2, 1), (3, 3, 3)):
        given = normal(rng, size, d), normal(rng, size, d), normal(rng, size, k, d)
        with blamed_on("sizes", f"batch {size}, d {d}, k {k}"):
            got = cast(ask.call("sgns_loss", *given), torch.float32)
            expect_close(got, sgns(*given), what="loss", depth=DEPTH, dtype=torch.float32)


@sgns_exam.property("extreme")
def sgns_extreme(ask: Ask, rng: Rng) -> None:
    one = torch.ones(2, 1)
    for true, drawn in ((100.0, -100.0), (-100.0, 100.0), (-100.0, -100.0), (0.3, 0.2)):
        given = 100 * one, true * one, torch.full((2, 3, 1), drawn)
        want = sgns(*given)
        got = cast(ask.call("sgns_loss", *given), torch.float32)
        finite = isinstance(got, Tensor) and bool(torch.isfinite(got).all())
        shown = {"what": "loss", "got": f"{got.item():.5g}" if isinstance(got, Tensor) and got.numel() == 1 else "–"}
        expect(finite, "extreme", expected=f"{want.item():.5g}", **shown)
        with blamed_on("clipped", f"{want.item():.5g}"):
            expect_close(got, want, what="loss", depth=DEPTH, dtype=torch.float32)


@sgns_exam.property("gradient")
def sgns_gradient(ask: Ask, rng: Rng) -> None:
    """Also where σ is 0 or 1."""
    for scale in (1.0, 30.0):
        given = tuple(tensor * scale for tensor in batch(rng))
        got = ask.call_with_grads("sgns_loss", given, [0, 1, 2], [torch.tensor(1.0)])[1]
        want = gradients(sgns, given, torch.tensor(1.0))
        expect(any(grad is not None for grad in got), "no_gradient")
        for name, grad, right in zip(("center", "context", "negatives"), got, want, strict=True):
            with blamed_on("gradient", ""):
                expect(grad is not None, "gradient", what=f"{name}.grad")
                expect_close(grad, right, what=f"{name}.grad", dtype=torch.float32, depth=GRADIENT_DEPTH)


@sgns_exam.property("dtype")
def sgns_dtype(ask: Ask, rng: Rng) -> None:
    for dtype in FLOATS:
        given = tuple(tensor.to(dtype) / 3 for tensor in batch(rng))
        want = sgns(*given)
        with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), unnamed=()):
            got = ask.call("sgns_loss", *given)
        with less_precise_than_float64(lambda: expect_close(cast(got, torch.float32), want, dtype=torch.float32)):  # noqa: B023
            expect_close(got, want, what="loss", dtype=dtype, depth=DEPTH)


@sgns_exam.property("unmodified")
def sgns_unmodified(ask: Ask, rng: Rng) -> None:
    given = batch(rng)
    _, after = ask.call_keeping_arguments("sgns_loss", *given)
    for name, before, now in zip(("center", "context", "negatives"), given, after, strict=True):
        unchanged(before, now, name)


# ---------------------------------------------------------------- nearest_neighbours


def same_pair(one: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor]) -> bool:
    return all(
        a.shape == b.shape and not a.is_complex() and torch.allclose(a.double(), b.double(), 1e-3, 1e-3)
        for a, b in zip(one, other, strict=True)
    )


def cloud(rng: Rng, rows: int = 9) -> Tensor:
    """Vectors of different lengths."""
    return normal(rng, rows, 3) * (0.3 + 3 * rng.uniform(rows, 1, dtype=torch.float32))


def in_clear_order(x: Tensor, query: int) -> bool:
    """No two cosines so close that rounding may swap them."""
    return bool(neighbours(x, query, len(x))[1].diff().abs().min() > 5e-3)


def clear_cloud(rng: Rng, *queries: int, zero: int | None = None) -> Tensor:
    """Vectors, of which one may be zero, whose order is clear for these queries."""
    while True:
        x = cloud(rng)
        if zero is not None:
            x[zero] = 0
        if all(in_clear_order(x, query) for query in queries):
            return x


def points(rng: Rng, query: int, k: int, rows: int = 9) -> Tensor:
    """Vectors of different lengths for which every mistake gives something of its own."""
    for _ in range(3000):
        x = cloud(rng, rows)
        found = [("", neighbours(x, query, k)), *likely_neighbours(x, query, k)]
        if in_clear_order(x, query) and not any(
            key != other and same_pair(a, b) for index, (key, a) in enumerate(found) for other, b in found[index + 1 :]
        ):
            return x
    raise RuntimeError("no vectors suit")


def expect_neighbours(
    got: Any, x: Tensor, query: int, k: int, *, dtype: torch.dtype = torch.float32, named: bool = False
) -> None:
    if got is None:
        raise Failed("none", what="neighbours")
    if not isinstance(got, tuple | list) or len(got) != 2:
        kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
        raise Failed("not_a_pair", got=kind, expected="(indices, similarities)")
    want = neighbours(x, query, k)
    if named and all(isinstance(part, Tensor) for part in got):
        for key, wrong in likely_neighbours(x, query, k):
            if same_pair(tuple(got), wrong):
                raise Failed(key, what="indices", got=_listed(got[0]), expected=_listed(want[0]))
    indices = got[0].long() if isinstance(got[0], Tensor) and not got[0].is_complex() else got[0]
    expect_close(indices, want[0], what="indices", dtype=torch.int64)
    expect_close(got[1], want[1], what="similarities", dtype=dtype, depth=DEPTH)


def _listed(values: Tensor) -> list:
    return [round(float(value), 3) for value in values.flatten()[:8]]


def ask_neighbours(ask: Ask, x: Tensor, query: int, k: int) -> Any:
    got = ask.call("nearest_neighbours", x, query, k)
    return (got[0], cast(got[1], x.dtype)) if isinstance(got, tuple | list) and len(got) == 2 else got


@neighbours_exam.property("values", core=True)
def neighbours_values(ask: Ask, rng: Rng) -> None:
    for query, k in ((3, 4), (2, 3)):
        x = points(rng, query, k)
        expect_neighbours(ask_neighbours(ask, x, query, k), x, query, k, named=True)


@neighbours_exam.property("other_queries")
def neighbours_queries(ask: Ask, rng: Rng) -> None:
    x = clear_cloud(rng, 0, 8)
    for query in (0, 8):
        with blamed_on("other_queries", f"{neighbours(x, query, 4)[0].tolist()}"):
            expect_neighbours(ask_neighbours(ask, x, query, 4), x, query, 4)


@neighbours_exam.property("all_of_them")
def neighbours_all(ask: Ask, rng: Rng) -> None:
    x = points(rng, 3, 4)
    for k in (8, 9, 100):
        with blamed_on("all_of_them", "8"):
            expect_neighbours(ask_neighbours(ask, x, 3, k), x, 3, k)


@neighbours_exam.property("zero_vector")
def neighbours_zero(ask: Ask, rng: Rng) -> None:
    """Among the rows, and as the query: then all cosines are 0, and their order is another property's affair."""
    x = clear_cloud(rng, 3, zero=5)
    for query in (3, 5):
        with blamed_on("zero_vector", _listed(neighbours(x, query, 8)[1])):
            got = ask_neighbours(ask, x, query, 8)
            expect_neighbours(in_any_order(got) if query == 5 else got, x, query, 8)


def in_any_order(got: Any) -> Any:
    """``got`` with its indices in order, where it is such a pair."""
    if isinstance(got, tuple) and len(got) == 2 and isinstance(got[0], Tensor) and not got[0].is_complex():
        return got[0].sort().values, got[1]
    return got


@neighbours_exam.property("ties")
def neighbours_ties(ask: Ask, rng: Rng) -> None:
    """Along the axes: their cosines are 0, 1 and −1 without any rounding. Many, since short sorts are stable anyway;
    long, so that a small number added to lengths changes nothing."""
    rows = torch.cat((torch.eye(2), -torch.eye(2)))[rng.integers(0, 4, 40)] * 2.0 ** rng.integers(20, 24, 40, 1)
    rows[17] = 2 * rows[3]
    for query in (0, 17):
        want = neighbours(rows, query, 39)
        with blamed_on("ties", _listed(want[0])):
            expect_neighbours(ask_neighbours(ask, rows, query, 39), rows, query, 39)


@neighbours_exam.property("dtype")
def neighbours_dtype(ask: Ask, rng: Rng) -> None:
    """Long vectors, so that a small number added to lengths changes nothing."""
    for dtype in FLOATS:
        x = points(rng, 3, 4).to(dtype) * (1e8 / 3)
        with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), unnamed=()):
            got = ask.call("nearest_neighbours", x, 3, 4)
        loose = lambda: expect_neighbours((got[0], cast(got[1], torch.float32)), x, 3, 4)  # noqa: B023, E731
        with less_precise_than_float64(loose):
            expect_neighbours(got, x, 3, 4, dtype=dtype)


@neighbours_exam.property("unmodified")
def neighbours_unmodified(ask: Ask, rng: Rng) -> None:
    x = clear_cloud(rng, 3, zero=5)
    _, after = ask.call_keeping_arguments("nearest_neighbours", x, 3, 4)
    unchanged(x, after[0], "vectors")
