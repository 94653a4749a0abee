"""In which way a result differs from what was expected: found by one piece of code for all exercises.

A pattern says something true of the numbers alone (all of them twice as large, only the last row, shifted by one),
which helps where no known mistake explains them. Its texts stand in ``texts.toml`` under ``patterns``.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

_NEAR = 2e-4  # relative: float32 and a few roundings, far below any mistake
_FACTORS = (2.0, 0.5, 3.0, 4.0, 0.25, 10.0, 0.1, 100.0, 0.01, math.log(2), 1 / math.log(2))
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "logarithm": math.log,
    "exponential": math.exp,
    "square": lambda x: x * x,
    "square_root": math.sqrt,
    "inverse": lambda x: 1 / x,
    "complement": lambda x: 1 - x,
}


class Pattern(NamedTuple):
    """The key of a text, and what fills its braces."""

    key: str
    numbers: dict[str, Any]


def of_tensors(got: Tensor, want: Tensor) -> Pattern | None:
    """How ``got`` differs from ``want``, two tensors of one shape. None for equal or empty ones."""
    got, want = got.detach().double(), want.detach().double()
    wrong = ~_near(got, want)
    if got.shape != want.shape or not bool(wrong.any()):
        return None
    if got.numel() == 1:
        return of_numbers([got.item()], [want.item()])
    found = next((pattern for pattern in _whole(got, want)), None) if bool(got.isfinite().all()) else None
    return found or _where(wrong)


def of_numbers(got: Sequence[float], want: Sequence[float]) -> Pattern | None:
    """How some numbers differ from the expected ones, each from a question of its own."""
    if not all(map(math.isfinite, (*got, *want))) or len(got) != len(want):
        return None
    pairs = [pair for pair in zip(got, want, strict=True) if not _same(*pair)]
    if not pairs:
        return None
    for key, function in (("opposite", lambda x: -x), *_FUNCTIONS.items()):
        if all(_gives(function, w, g) and w not in (0.0, 1.0) for g, w in pairs):
            return Pattern(key, {})
    factor = pairs[0][0] / pairs[0][1] if pairs[0][1] else 0.0
    told = len(pairs) > 2 or any(_same(factor, known) for known in _FACTORS)
    if factor and told and all(_same(g, factor * w) for g, w in pairs):
        return Pattern("factor", {"factor": f"{factor:.4g}"})
    offset = pairs[0][0] - pairs[0][1]
    if (len(pairs) > 2 or abs(offset) in (1.0, 2.0)) and all(_same(g, w + offset) for g, w in pairs):
        return Pattern("offset", {"offset": f"{offset:+.4g}"})
    return None


def of_items(got: Sequence[Any], want: Sequence[Any]) -> Pattern | None:
    """How one list differs from the expected one. None for equal ones."""
    got, want = list(got), list(want)
    if got == want:
        return None
    if want and not got:
        return Pattern("no_items", {})
    for key, other in _lists(want):
        if got == other:
            return Pattern(key, {})
    if len(got) == len(want) and _counted(got) == _counted(want):
        return Pattern("other_order", {})
    place = next((i for i, pair in enumerate(zip(got, want, strict=False)) if pair[0] != pair[1]), None)
    if place is None:
        key = "items_missing_at_end" if len(got) < len(want) else "items_too_many"
        return Pattern(key, {"n": abs(len(got) - len(want))})
    return Pattern("first_differs_at", {"place": place})


def _whole(got: Tensor, want: Tensor) -> Iterator[Pattern]:
    """Patterns that explain every number, the simplest first."""
    if not bool(want.isfinite().all()):
        return
    if not bool(got.any()):
        yield Pattern("all_zero", {})
    if bool((got == got.flatten()[0]).all()):
        yield Pattern("all_equal", {"value": f"{got.flatten()[0].item():.4g}"})
    if bool(_near(got, -want).all()):
        yield Pattern("opposite", {})
    size = float(want.square().sum())
    factor = float((got * want).sum()) / size if size else 0.0
    if abs(factor) > 1e-6 and bool(_near(got, factor * want).all()):
        yield Pattern("factor", {"factor": f"{factor:.4g}"})
    offset = float((got - want).mean())
    if bool(_near(got, want + offset).all()):
        yield Pattern("offset", {"offset": f"{offset:+.4g}"})
    yield from _moved(got, want)


def _moved(got: Tensor, want: Tensor) -> Iterator[Pattern]:
    """The right numbers in other places."""
    if want.dim() > 1 and want.shape[-1] == want.shape[-2] and bool(_near(got, want.mT).all()):
        yield Pattern("transposed", {})
    for axis in range(want.dim()):
        if want.shape[axis] > 1 and bool(_near(got, want.flip(axis)).all()):
            yield Pattern("reversed", {"axis": axis})
        if want.shape[axis] > 2:
            last = want.shape[axis] - 1
            here, there = got.narrow(axis, 0, last), got.narrow(axis, 1, last)
            if bool(_near(there, want.narrow(axis, 0, last)).all()):
                yield Pattern("shifted_later", {"axis": axis})
            if bool(_near(here, want.narrow(axis, 1, last)).all()):
                yield Pattern("shifted_earlier", {"axis": axis})
    if bool(_near(got.flatten().sort().values, want.flatten().sort().values).all()):
        yield Pattern("other_order", {})


def _where(wrong: Tensor) -> Pattern:
    """The places that are wrong, when they share something."""
    places = wrong.nonzero()
    for axis in range(wrong.dim()):
        indices = set(places[:, axis].tolist())
        if len(indices) == 1 and wrong.shape[axis] > 1:
            index = indices.pop()
            named = {0: "only_first", wrong.shape[axis] - 1: "only_last"}.get(index, "only_index")
            return Pattern(named, {"axis": axis, "index": index})
        if 0 not in indices and len(indices) == wrong.shape[axis] - 1 > 1:
            return Pattern("all_but_first", {"axis": axis})
    if bool(wrong.all()):
        return Pattern("all", {"n": wrong.numel()})
    return Pattern("some", {"n": len(places), "all": wrong.numel()})


def _lists(want: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """What a list becomes after each pattern."""
    whole = all(type(item) is int for item in want)
    if len(want) > 1:
        yield "reversed_list", want[::-1]
        yield "first_item_missing", want[1:]
        yield "last_item_missing", want[:-1]
        yield "repeats_missing", list(dict.fromkeys(map(_hashable, want))) if whole else want
    if want and whole:
        yield "one_more_each", [item + 1 for item in want]
        yield "one_less_each", [item - 1 for item in want]
    yield "nested", [want]


def _hashable(item: Any) -> Any:
    return tuple(item) if isinstance(item, list) else item


def _counted(items: list[Any]) -> Counter[str]:
    return Counter(map(repr, items))


def _near(one: Tensor, other: Tensor) -> Tensor:
    if one.shape != other.shape:
        return torch.zeros(1, dtype=torch.bool)
    finite = other[other.isfinite()].abs()
    scale = float(finite.max()) if finite.numel() else 1.0
    return (one == other) | ((one - other).abs() <= _NEAR * max(scale, 1e-12))


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-5, abs_tol=1e-9)


def _gives(function: Callable[[float], float], x: float, y: float) -> bool:
    try:
        return _same(function(x), y)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
