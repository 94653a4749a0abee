"""Kinds of results: how each is read, when two are the same, and how one differs from another.

``read`` takes what came back in normal form (see ``questions.Backend``) and returns a plain value, or raises Failed.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import torch
from torch import Tensor

from course_lib.asking import patterns
from course_lib.asking.failed import Failed, both_shown, shown
from course_lib.asking.normal import type_name
from course_lib.asking.questions import Foreign

# Numbers further apart than this, and than this share of the second, are no matter of rounding.
APART, APART_SHARE = 2e-3, 1e-2
FIRST_NUMBERS = 32  # of two results that differ; all pairs of some forty mistakes are compared at once


@runtime_checkable
class Kind(Protocol):
    """One result of an exercise. ``dtype``: of the arguments; ``depth``: roundings that follow each other."""

    @property
    def name(self) -> str: ...

    def read(self, got: Any) -> Any:
        """The value. Raises Failed for what is none of this kind."""

    def alike(self, found: Any, want: Any, dtype: torch.dtype, depth: float) -> bool:
        """The same up to rounding."""

    def apart(self, one: Any, other: Any) -> bool:
        """So different that no rounding can explain it: a question must tell such mistakes from one another."""

    def strict(self, found: Any, dtype: torch.dtype) -> None:
        """Raises Failed where the type of the value is not exactly the one asked for."""

    def difference(self, found: Any, want: Any) -> Failed:
        """How a wrong value differs: the key of what has no better name, and where and how far."""


def kind_of(got: Any) -> str:
    """The type of what came back, as people write it."""
    return "None" if got is None else got.type_name if isinstance(got, Foreign) else type_name(got)


def misread(key: str, name: str, got: Any, expected: str) -> Failed:
    """Failed for a value of another kind than was asked for."""
    return Failed("none" if got is None else key, what=name, got=kind_of(got), expected=expected)


# ---------------------------------------------------------------- plain values


@dataclass(frozen=True)
class Number:
    """A real number: Python's, NumPy's or in a tensor of one number. ``near``: the relative rounding allowed."""

    name: str
    near: float = 1e-5

    def read(self, got: Any) -> float:
        number = _single(got)
        if number is None:
            raise misread("not_a_number", self.name, got, "float")
        try:
            return float(number)
        except OverflowError:  # a whole number that no float holds
            return math.inf if number > 0 else -math.inf

    def alike(self, found: float, want: float, dtype: torch.dtype = torch.float32, depth: float = 1.0) -> bool:
        return math.isclose(found, want, rel_tol=self.near, abs_tol=1e-9)

    def apart(self, one: float, other: float) -> bool:
        return not math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-6) and not math.isnan(one)

    def strict(self, found: float, dtype: torch.dtype) -> None:
        """Any of Python's, NumPy's and torch's numbers will do."""

    def difference(self, found: float, want: float) -> Failed:
        key = "value" if math.isfinite(found) else "not_finite"
        got, expected = both_shown(found, want)
        return Failed(key, what=self.name, got=got, expected=expected, pattern=patterns.of_numbers([found], [want]))


@dataclass(frozen=True)
class Whole:
    """A whole number, of whatever type."""

    name: str

    def read(self, got: Any) -> int:
        number = got if type(got) is int else _single(got)  # as it is: a float holds 53 bits
        if number is None or (type(number) is float and not number.is_integer()):
            raise misread("not_whole", self.name, got, "int")
        return int(number)

    def alike(self, found: int, want: int, dtype: torch.dtype = torch.float32, depth: float = 1.0) -> bool:
        return found == want

    def apart(self, one: int, other: int) -> bool:
        return one != other

    def strict(self, found: int, dtype: torch.dtype) -> None:
        """A whole number is one in any type."""

    def difference(self, found: int, want: int) -> Failed:
        pattern = patterns.of_numbers([float(found)], [float(want)]) if max(abs(found), abs(want)) < 2**53 else None
        return Failed("value", what=self.name, got=shown(found), expected=shown(want), pattern=pattern)


@dataclass(frozen=True)
class Items:
    """A list (or tuple) of whole numbers, texts, or lists of these. ``of``: what it holds, for people."""

    name: str
    of: str = "int"

    def read(self, got: Any) -> list[Any]:
        if not isinstance(got, list | tuple):
            raise misread("not_a_list", self.name, got, f"list[{self.of}]")
        return [_item(item) for item in got]

    def alike(self, found: list, want: list, dtype: torch.dtype = torch.float32, depth: float = 1.0) -> bool:
        return found == [_item(item) for item in want]

    def apart(self, one: list, other: list) -> bool:
        return one != other

    def strict(self, found: list, dtype: torch.dtype) -> None:
        """Lists and tuples are equals."""

    def difference(self, found: list, want: list) -> Failed:
        want = [_item(item) for item in want]
        place = next((i for i, pair in enumerate(zip(found, want, strict=False)) if pair[0] != pair[1]), None)
        pattern = patterns.of_items(found, want)
        if place is None or max(len(str(found)), len(str(want))) < 60:
            seen: dict[str, Any] = {"got": shown(found), "expected": shown(want)}
        else:
            seen = {"where": f"[{place}]", "got": shown(found[place]), "expected": shown(want[place])}
        return Failed("value", what=self.name, pattern=pattern, **seen)


@dataclass(frozen=True)
class Label:
    """One of some names: a text, a number, a truth, of exactly the type it was given as."""

    name: str

    def read(self, got: Any) -> Any:
        if got is None or isinstance(got, Foreign | Tensor | list | dict):
            raise misread("not_a_label", self.name, got, "one of the labels")
        return got

    def alike(self, found: Any, want: Any, dtype: torch.dtype = torch.float32, depth: float = 1.0) -> bool:
        return type(found) is type(want) and bool(found == want)

    def apart(self, one: Any, other: Any) -> bool:
        return not self.alike(one, other)

    def strict(self, found: Any, dtype: torch.dtype) -> None:
        """``alike`` is strict already."""

    def difference(self, found: Any, want: Any) -> Failed:
        return Failed("value", what=self.name, got=shown(repr(found)), expected=shown(repr(want)))


def _single(got: Any) -> float | int | None:
    """Any single real number; None for what is none. True and False are no numbers."""
    if isinstance(got, Tensor) and got.numel() == 1 and not got.is_complex() and got.dtype != torch.bool:
        got = got.item()
    return got if type(got) in (int, float) else None


def _item(item: Any) -> Any:
    """An item of a list in one form: inner lists as tuples, a tensor's number as a number, and no truth as a 1."""
    if isinstance(item, list | tuple):
        return tuple(map(_item, item))
    if isinstance(item, bool | Foreign) or item is None:
        return f"<{kind_of(item)}>"
    if isinstance(item, Tensor):
        number = _single(item)
        return f"<{kind_of(item)}>" if number is None else number
    return item


# ---------------------------------------------------------------- tensors


def tolerance(want: Tensor, dtype: torch.dtype, depth: float) -> float:
    """The largest difference that rounding can explain.

    Every result here is a chain of ``depth`` sums and products of numbers no larger than s = max(1, max|want|). Each
    rounds by at most eps/2 relatively, sums of up to about a hundred terms multiply that by at most a hundred; so
    64 · depth · eps · s is a generous bound that is still thousands of times below any mistake worth naming.
    """
    finite = want[torch.isfinite(want)] if want.is_floating_point() else want
    scale = max(1.0, float(finite.abs().max())) if finite.numel() else 1.0
    return 64 * depth * torch.finfo(dtype).eps * scale


def close(found: Tensor, want: Tensor, dtype: torch.dtype, depth: float) -> bool:
    """Of one shape, and equal up to rounding in ``dtype``; infinities of one sign are equal, NaN never is."""
    if found.shape != want.shape or found.is_complex() or want.is_complex():
        return False
    left, right = found.double(), want.double()
    return bool(((left == right) | ((left - right).abs() <= tolerance(want, dtype, depth))).all())


@dataclass(frozen=True)
class Reals:
    """A tensor of real numbers."""

    name: str

    def read(self, got: Any) -> Tensor:
        return _tensor(self.name, got)

    def alike(self, found: Tensor, want: Tensor, dtype: torch.dtype, depth: float) -> bool:
        return torch.bool not in (found.dtype, want.dtype) and close(found, want, dtype, depth)

    def apart(self, one: Tensor, other: Tensor) -> bool:
        if one.shape != other.shape:
            return True
        pairs = zip(one.flatten().tolist(), other.flatten().tolist(), strict=True)  # the first that differs settles it
        return any(
            not (a == b or abs(a - b) <= APART + APART_SHARE * abs(b) < math.inf or (a != a and b != b))
            for a, b in pairs
        )

    def strict(self, found: Tensor, dtype: torch.dtype) -> None:
        if found.dtype != dtype:
            raise Failed("dtype", what=f"{self.name}.dtype", got=_named(found.dtype), expected=_named(dtype))

    def difference(self, found: Tensor, want: Tensor) -> Failed:
        if found.shape != want.shape:
            return _another_shape(self.name, found, want)
        fallen = found.isnan() & ~want.isnan() if found.is_floating_point() else found != found
        if bool(fallen.any()):  # −inf may be as good a mistake as any; NaN is what a computation fell into
            return most_different("not_finite", self.name, found, want)
        return most_different("value", self.name, found, want)


def surely_apart(values: Sequence[Tensor]) -> np.ndarray:
    """Which of these are ``Reals.apart`` by their first numbers alone, each against each: (k, k)."""
    told = np.ones((len(values), len(values)), dtype=bool)  # of two shapes
    by_shape = defaultdict[tuple[int, ...], list[int]](list)
    for place, value in enumerate(values):
        by_shape[tuple(value.shape)].append(place)
    for places in by_shape.values():
        first = [values[place].flatten()[:FIRST_NUMBERS] for place in places]
        if any(each.is_complex() for each in first):
            told[np.ix_(places, places)] = False
            continue
        numbers = torch.stack([each.detach().double() for each in first]).numpy()
        a, b = numbers[:, None], numbers[None]
        with np.errstate(invalid="ignore"):  # infinity less infinity
            allowed = APART + APART_SHARE * np.abs(b)
            near = (a == b) | ((np.abs(a - b) <= allowed) & (allowed < np.inf)) | (np.isnan(a) & np.isnan(b))
        told[np.ix_(places, places)] = ~near.all(axis=-1)
    return told


@dataclass(frozen=True)
class Ids:
    """A tensor of whole numbers: counts, token ids, labels, indices."""

    name: str

    def read(self, got: Any) -> Tensor:
        return _tensor(self.name, got)

    def alike(self, found: Tensor, want: Tensor, dtype: torch.dtype = torch.int64, depth: float = 1.0) -> bool:
        fits = found.shape == want.shape and not found.is_complex() and found.dtype != torch.bool
        return fits and bool((found.double() == want.double()).all())

    def apart(self, one: Tensor, other: Tensor) -> bool:
        return one.shape != other.shape or bool((one != other).any())

    def strict(self, found: Tensor, dtype: torch.dtype) -> None:
        if found.dtype != torch.int64:
            raise Failed("not_int64", what=f"{self.name}.dtype", got=_named(found.dtype), expected="int64")

    def difference(self, found: Tensor, want: Tensor) -> Failed:
        if found.shape != want.shape:
            return _another_shape(self.name, found, want)
        return most_different("value", self.name, found, want)


@dataclass(frozen=True)
class Flags:
    """A tensor of truths; numbers that are exactly 0 and 1 are told apart from it only by ``strict``."""

    name: str

    def read(self, got: Any) -> Tensor:
        return _tensor(self.name, got)

    def alike(self, found: Tensor, want: Tensor, dtype: torch.dtype = torch.bool, depth: float = 1.0) -> bool:
        return found.shape == want.shape and not found.is_complex() and bool((found.double() == want.double()).all())

    def apart(self, one: Tensor, other: Tensor) -> bool:
        return one.shape != other.shape or bool((one != other).any())

    def strict(self, found: Tensor, dtype: torch.dtype) -> None:
        if found.dtype != torch.bool:
            raise Failed("not_boolean", what=f"{self.name}.dtype", got=_named(found.dtype), expected="bool")

    def difference(self, found: Tensor, want: Tensor) -> Failed:
        if found.shape != want.shape:
            return _another_shape(self.name, found, want)
        return most_different("value", self.name, found, want)


def _tensor(name: str, got: Any) -> Tensor:
    if not isinstance(got, Tensor):
        raise misread("type", name, got, "torch.Tensor")
    return got.resolve_conj().resolve_neg()


def _another_shape(name: str, found: Tensor, want: Tensor) -> Failed:
    return Failed("shape", what=f"{name}.shape", got=str(tuple(found.shape)), expected=str(tuple(want.shape)))


def largest_at(gap: Tensor) -> list[int]:
    """The index of the largest number. (torch.unravel_index would import sympy, which takes a second.)"""
    return [int(i) for i in np.unravel_index(int(gap.argmax()), gap.shape)]


def most_different(key: str, name: str, found: Tensor, want: Tensor) -> Failed:
    """Where the two differ most, and what stands there."""
    if found.is_complex() or want.is_complex() or found.numel() == 0:
        return Failed("dtype", what=f"{name}.dtype", got=_named(found.dtype), expected=_named(want.dtype))
    gap = (found.double() - want.double()).abs().nan_to_num(nan=torch.inf)
    gap = torch.where(found.double() == want.double(), torch.zeros_like(gap), gap)
    where = largest_at(gap)
    pair = found[tuple(where)].item(), want[tuple(where)].item()
    got, expected = both_shown(*pair) if found.is_floating_point() and want.is_floating_point() else map(shown, pair)
    pattern = patterns.of_tensors(found, want)
    return Failed(key, what=name, where=str(where) if where else "", got=got, expected=expected, pattern=pattern)


def _named(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
