"""What a learner's code hands over, made plain and bounded once, on arrival, so that nothing that reads it can raise.

What comes out: None, bool, int of 64 bits, float, str; list, tuple and dict of these; plain tensors; Foreign for
everything else. A larger whole number is a float, infinite where no float holds it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from course_lib.asking.questions import Foreign

# What every comparison can compute with: of eight bits, or of halves of complex numbers, torch knows little more than
# how to store them.
DTYPES = frozenset(
    {
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128),
        *(torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8, torch.bool),
    }
)
LONGEST_NAME = 200  # characters of a foreign type's name, and of its text


@dataclass(frozen=True)
class Bounds:
    """The most that one value may be: how deep, how many values and characters in all, how many bytes of tensors."""

    depth: int = 24
    nodes: int = 200_000
    characters: int = 200_000
    tensor_bytes: int = 64 << 20


RESULT = Bounds()
ARGUMENTS = Bounds(
    nodes=10_000, characters=20_000, tensor_bytes=1 << 20
)  # of one call of ours: more than any exam uses


class TooMuch(ValueError):  # noqa: N818  (an outcome, not an error of ours)
    """A value beyond its bounds; the message says which."""


def normal(value: Any, bounds: Bounds = RESULT, ours: Callable[[Any], Any] = lambda value: None) -> Any:
    """The value in normal form, a copy: later changes do not show. Raises TooMuch.

    ``ours``: what stands for an object of ours, None for what is none.
    """
    return _Normaliser(bounds, ours).normal(value, 0)


class _Normaliser:
    def __init__(self, bounds: Bounds, ours: Callable[[Any], Any]) -> None:
        self._depth, self._ours = bounds.depth, ours
        self._left = {"values": bounds.nodes, "characters": bounds.characters, "bytes": bounds.tensor_bytes}

    def normal(self, value: Any, depth: int) -> Any:
        self._take("values", 1)
        if depth > self._depth:
            raise TooMuch(f"deeper than {self._depth} lists in one another")
        if (known := self._ours(value)) is not None:
            return known
        if isinstance(value, np.generic) or (type(value) is np.ndarray and value.ndim == 0):
            item = value.item()  # NumPy's numbers are numbers
            value = item if type(item) in (bool, int, float, str) else value
        kind = type(value)
        if value is None or kind in (bool, float, Foreign):
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else _as_float(value)
        if kind is str:
            self._take("characters", len(value))
            return value
        if isinstance(value, Tensor):
            return self._tensor(value)
        if kind is list:
            return [self.normal(item, depth + 1) for item in value]
        if isinstance(value, tuple):  # a namedtuple and a torch.Size too
            return tuple(self.normal(item, depth + 1) for item in tuple.__iter__(value))
        if isinstance(value, dict):  # an OrderedDict too: state dicts are
            return {self._key(key, depth): self.normal(item, depth + 1) for key, item in dict.items(value)}
        return foreign(value)

    def _key(self, key: Any, depth: int) -> Any:
        """A key compares by what it is; what is no plain value is foreign."""
        plain = self.normal(key, depth + 1)
        return plain if type(plain) in (bool, int, float, str, tuple, Foreign, type(None)) else foreign(key)

    def _tensor(self, tensor: Tensor) -> Any:
        plain = type(tensor) in (Tensor, torch.nn.Parameter) and tensor.layout is torch.strided
        if not plain or tensor.is_meta or tensor.is_nested or tensor.dtype not in DTYPES:
            return foreign(tensor)
        self._take("bytes", tensor.numel() * tensor.element_size())
        return tensor.detach().resolve_conj().resolve_neg().clone()

    def _take(self, what: str, count: int) -> None:
        self._left[what] -= count
        if self._left[what] < 0:
            raise TooMuch(f"too many {what} in it")


def _as_float(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def foreign(value: object) -> Foreign:
    """What stands for a value of a type that nobody reads. Whatever its own code does, this does not raise."""
    try:
        name = type_name(value)[:LONGEST_NAME]
    except BaseException:
        name = "(its class hides its name)"
    try:
        text = repr(value)[:LONGEST_NAME]
    except BaseException:
        text = "(its repr() raises)"
    return Foreign(name, text)


def type_name(value: Any) -> str:
    """The type of a value as people write it: ``numpy.ndarray``, ``dict``, ``sparse torch.Tensor``."""
    kind = type(value)
    if kind is Tensor and value.layout is not torch.strided:
        return "sparse torch.Tensor"
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
