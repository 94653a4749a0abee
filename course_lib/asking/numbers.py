"""What the questions compute with tensors: the same numbers in another dtype, gradients, how far results are off."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.exercise import Given, NotApplicable, Outputs, is_real

FLOATS = (torch.float32, torch.float64)
GRADIENT_DEPTH = 16.0  # roundings that follow each other on the way forth and back


def gradients(
    function: Callable[..., Outputs], given: Given, wrt: Sequence[int], cotangents: Sequence[Tensor]
) -> list[Tensor]:
    """The gradient of <function(*given), cotangents> by the arguments at ``wrt``, in float64.

    Raises NotApplicable where the function is not differentiable.
    """
    leaves = [given[i].double().detach().requires_grad_() for i in wrt]
    filled = list(given)
    for index, leaf in zip(wrt, leaves, strict=True):
        filled[index] = leaf
    pairs = zip(function(*filled), cotangents, strict=True)
    total = sum((out * cotangent.double()).sum() for out, cotangent in pairs)
    if not isinstance(total, Tensor) or not total.requires_grad:
        raise NotApplicable("no gradient")
    found = torch.autograd.grad(total, leaves, allow_unused=True)
    return [torch.zeros_like(leaf) if grad is None else grad for leaf, grad in zip(leaves, found, strict=True)]


def floats(given: Given, dtype: torch.dtype) -> Given:
    """The same numbers, a third as large so that float32 rounds them, in this dtype; masks and ids stay."""
    return tuple(t.to(dtype) / 3 if is_real(t) else t for t in given)


def how_far_off(found: Outputs, want: Outputs) -> float:
    """How far results are from what they should be, relative to the largest."""
    most = 0.0
    for one, other in zip(found, want, strict=True):
        if isinstance(one, Tensor) and other.is_floating_point() and other.numel():
            gap = (one.double() - other.double()).abs().nan_to_num(nan=0.0, posinf=0.0)
            most = max(most, float(gap.max()) / max(1.0, float(other.nan_to_num(posinf=0.0, neginf=0.0).abs().max())))
    return most


def same(one: Any, other: Any) -> bool:
    if isinstance(one, Tensor):
        if not isinstance(other, Tensor) or one.shape != other.shape or one.dtype != other.dtype:
            return False
        if one.is_complex() or not one.is_floating_point():
            return bool((one == other).all())
        finite = one[one.isfinite()].abs()
        near = 1e-5 * float(finite.max()) if finite.numel() else 0.0  # lstsq rounds anew each time it is called
        return bool(((one == other) | (one.isnan() & other.isnan()) | ((one - other).abs() <= near)).all())
    if isinstance(one, list | tuple):
        return isinstance(other, list | tuple) and len(one) == len(other) and all(map(same, one, other))
    if type(one) is not type(other):
        return False
    return one == other or one != one if isinstance(one, bool | int | float | str) else True
