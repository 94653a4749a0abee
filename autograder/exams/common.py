"""What exams have in common: telling answers apart, and giving a failure the name of its likely cause."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.properties import Failed, Mistake, Raised, expect, expect_close

FLOATS = (torch.float32, torch.float64)
# What is said of a difference that has no name; a property that knows the likely cause says that instead.
UNNAMED = ("value", "shape", "not_finite", "type", "rows_do_not_sum_to_one", "gradient")
UNNAMED_BUT_NAN = tuple(hint for hint in UNNAMED if hint != "not_finite")
GRADIENT_DEPTH = 16.0  # roundings that follow each other on the way forth and back


def like(got: Any, want: Tensor, dtype: torch.dtype, depth: float) -> bool:
    """Whether ``got`` is ``want`` up to rounding in ``dtype``."""
    try:
        expect_close(got, want, dtype=dtype, depth=depth)
    except Failed:
        return False
    return True


def cast(got: Any, dtype: torch.dtype) -> Any:
    """``got`` in ``dtype`` if it is a tensor of another float: for properties that do not ask for the dtype."""
    return got.to(dtype) if isinstance(got, Tensor) and got.dtype.is_floating_point else got


@contextmanager
def blamed_on(hint: str, expected: object, unnamed: Sequence[str] = UNNAMED) -> Iterator[None]:
    """Give ``hint`` for an exception of the learner's inside, and for a failure that has none but an unnamed hint."""
    try:
        yield
    except Raised as raised:
        raise Failed(hint, got=str(raised)[:200], expected=expected) from None
    except Failed as failed:
        if failed.hint not in unnamed:
            raise
        raise Failed(hint, **{"expected": expected, **failed.numbers}) from None


def expect_deterministic(question: Callable[[], Any]) -> Any:
    """What the question brings; Failed("random") if it brings something else the second time."""
    first, second = question(), question()
    for one, other in zip(flat_tensors(first), flat_tensors(second), strict=False):
        if one.dtype.is_floating_point and bool(torch.isfinite(one).all()):
            expect(like(other, one, one.dtype, 1.0), "random")
    return first


def flat_tensors(value: Any) -> list[Tensor]:
    """The tensors of floats in a value, in order."""
    if isinstance(value, tuple | list):
        return [tensor for item in value for tensor in flat_tensors(item)]
    return [value] if isinstance(value, Tensor) and not value.is_complex() else []


def unchanged(before: Tensor, after: Any, argument: str) -> None:
    """Failed("mutated") unless the argument still is what it was."""
    same = isinstance(after, Tensor) and after.dtype == before.dtype and torch.equal(after.cpu(), before)
    expect(same, "mutated", argument=argument)


@contextmanager
def less_precise_than_float64(right_in_float32: Callable[[], None]) -> Iterator[None]:
    """Failed("float32_inside") for a difference that rounding in float32 explains."""
    try:
        yield
    except Failed as failed:
        if failed.hint in ("value", "rows_do_not_sum_to_one"):
            try:
                right_in_float32()
            except Failed:
                raise failed from None
            raise Failed("float32_inside", **failed.numbers) from None
        raise


def gradients(function: Callable[..., Tensor], inputs: Sequence[Tensor], cotangent: Tensor) -> tuple[Tensor, ...]:
    """The gradient of <function(*inputs), cotangent> by each input, in float64."""
    leaves = [tensor.double().requires_grad_() for tensor in inputs]
    return torch.autograd.grad(function(*leaves), leaves, cotangent.double())


def expect_gradients(
    got: Sequence[Tensor | None],
    want: Sequence[Tensor],
    mistakes: Callable[[], Sequence[tuple[str, Sequence[Tensor]]]] = tuple,
) -> None:
    """Gradients by query, key and value; ``mistakes``, hints and gradients, are only worked out when they differ."""
    if all(grad is None for grad in got):
        raise Failed("no_gradient")
    if got[0] is None and got[1] is None:
        raise Failed("weights_detached")
    near = partial(like, dtype=torch.float32, depth=GRADIENT_DEPTH)
    if all(map(near, got, want)):
        return
    explained = [(hint, wrong) for hint, wrong in mistakes() if all(map(near, got, wrong))][:1]
    for index, (name, grad, right) in enumerate(zip(("query", "key", "value"), got, want, strict=True)):
        likely = [Mistake(hint, wrong[index]) for hint, wrong in explained]
        with blamed_on("gradient", "", UNNAMED_BUT_NAN):
            expect(grad is not None, "gradient", what=f"{name}.grad")
            expect_close(grad, right, what=f"{name}.grad", dtype=torch.float32, depth=GRADIENT_DEPTH, mistakes=likely)
