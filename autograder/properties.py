"""How an exam is written: properties, the likely mistakes, and what counts as equal.

A property is a function of ``ask`` (the candidate, questioned) and ``rng`` (challenges from the course's secret seed).
It returns when the answer has the property and raises ``Failed`` when not; ``Stopped`` is never caught.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from autograder.box.wire import Foreign
from autograder.session import Callback, Complaint, Kept, Linear, Raised, Remote, Session

__all__ = [
    "Ask",
    "Callback",
    "Complaint",
    "Exam",
    "Failed",
    "Foreign",
    "Kept",
    "Linear",
    "Mistake",
    "Raised",
    "Remote",
    "Rng",
    "expect",
    "expect_close",
    "expect_equal",
    "expect_raises",
    "expect_tuple",
]


class Failed(Exception):  # noqa: N818
    """The property does not hold. ``hint``: a key of the topic's hints; ``numbers`` fill the {braces} of its text."""

    def __init__(self, hint: str, **numbers: object) -> None:
        super().__init__(hint)
        self.hint, self.numbers = hint, numbers


@dataclass(frozen=True)
class Mistake:
    """What the answer would be after one likely mistake; ``hint`` names the mistake."""

    hint: str
    value: Any


@dataclass(frozen=True)
class Property:
    """One property: its name, whether the others count only once it holds, and the function that examines it."""

    name: str
    core: bool
    examine: Callable[["Ask", "Rng"], None]


@dataclass
class Exam:
    """The hidden test of one exercise: ``name`` is the learner's object; properties in the order they are asked."""

    name: str
    properties: list[Property] = field(default_factory=list)

    def property(self, name: str, *, core: bool = False) -> Callable[[Callable], Callable]:
        """Register a property. Core ones are asked first; the others earn marks only once every core one holds."""

        def register(function: Callable[["Ask", "Rng"], None]) -> Callable:
            self.properties.append(Property(name, core, function))
            self.properties.sort(key=lambda known: not known.core)
            return function

        return register


def exams_of(module: object) -> dict[str, Exam]:
    """Every exam of a topic's module, by the name of its exercise."""
    return {value.name: value for value in vars(module).values() if isinstance(value, Exam)}


class Ask:
    """The candidate, questioned. Each method is one question; what the learner's code raises arrives as Raised."""

    def __init__(self, session: Session, forbidden: Sequence[str] = ()) -> None:
        self._session, self._forbidden = session, list(forbidden)
        self._kept = 0

    def kind(self, name: str) -> str | None:
        """The class name of the learner's object of that name, or None when there is none."""
        return self._session.question("find", name)

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call the learner's function; what it returned."""
        return self._session.question("call", name, args, kwargs, forbidden=self._forbidden)

    def make(self, name: str, *args: Any, **kwargs: Any) -> Remote:
        """Call the learner's class (or function) and leave the result in the box."""
        remote = self._session.question("call", name, args, kwargs, forbidden=self._forbidden, keep=True)
        if not isinstance(remote, Remote):
            raise Failed("type", got=_kind(remote))
        remote.forbidden = self._forbidden
        return remote

    def call_with_grads(
        self, name: str, args: tuple, wrt: list[int], cotangents: list[torch.Tensor]
    ) -> tuple[Any, list[torch.Tensor | None]]:
        """The value, and the gradient of <value's tensors, cotangents> by each argument whose index is in ``wrt``."""
        value, grads = self._session.question("call", name, args, None, cotangents, wrt=wrt, forbidden=self._forbidden)
        return value, grads

    def call_keeping_arguments(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, list]:
        """The value, and what the positional arguments look like after the call."""
        value, after = self._session.question(
            "call", name, args, kwargs, arguments_after=True, forbidden=self._forbidden
        )
        return value, after

    def keep(self, value: Any) -> tuple[Kept, Remote]:
        """An argument that stays in the box: pass the first; change it afterwards through the second."""
        self._kept -= 1
        return Kept(self._kept, value), Remote(self._session, self._kept, self._forbidden)


class Rng:
    """Challenges: float64 draws that depend on the course's secret seed and the property's name, nothing else."""

    def __init__(self, seed: str, *names: str) -> None:
        digest = hashlib.sha256("\0".join((seed, *names)).encode()).digest()
        self._generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "little") >> 1)

    def normal(self, *shape: int, scale: float = 1.0, dtype: torch.dtype = torch.float64) -> torch.Tensor:
        """Normal draws with standard deviation ``scale``."""
        return (scale * torch.randn(shape, generator=self._generator, dtype=torch.float64)).to(dtype)

    def uniform(self, *shape: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
        """Uniform draws in [0, 1)."""
        return torch.rand(shape, generator=self._generator, dtype=torch.float64).to(dtype)

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Whole numbers in [low, high), int64."""
        return torch.randint(low, high, shape, generator=self._generator)

    def integer(self, low: int, high: int) -> int:
        """One whole number in [low, high)."""
        return int(self.integers(low, high, 1))

    def permutation(self, n: int) -> torch.Tensor:
        """A permutation of 0..n-1, int64."""
        return torch.randperm(n, generator=self._generator)

    def mask(self, *shape: int, keep: float = 0.5) -> torch.Tensor:
        """A boolean mask, True with probability ``keep``; every row (last axis) has a True and, if it can, a False."""
        mask = self.uniform(*shape) < keep
        first = self.integers(0, shape[-1], *shape[:-1]).unsqueeze(-1)
        mask = mask.scatter(-1, (first + 1) % shape[-1], False)
        return mask.scatter(-1, first, True)


# ---------------------------------------------------------------- what counts as equal


def tolerance(want: torch.Tensor, dtype: torch.dtype, depth: float) -> float:
    """The largest difference that rounding can explain.

    Every result here is a chain of ``depth`` sums and products of numbers no larger than s = max(1, max|want|). Each
    rounds by at most eps/2 relatively, sums of up to about a hundred terms multiply that by at most a hundred; so
    64 · depth · eps · s is a generous bound that is still thousands of times below any mistake worth naming.
    """
    finite = want[torch.isfinite(want)] if want.is_floating_point() else want
    scale = max(1.0, float(finite.abs().max())) if finite.numel() else 1.0
    return 64 * depth * torch.finfo(dtype).eps * scale


def expect_close(
    got: Any,
    want: torch.Tensor,
    *,
    what: str = "output",
    mistakes: Sequence[Mistake] = (),
    depth: float = 1.0,
    dtype: torch.dtype | None = None,
) -> None:
    """``got`` is a plain tensor like ``want``: its shape, ``dtype`` (by default its own), equal up to rounding.

    Else Failed with the hint of the first mistake whose value ``got`` equals, or one of none, type, shape, dtype,
    not_finite, value; ``numbers`` then hold what, got, expected, where and difference.
    """
    dtype = dtype or want.dtype
    if got is None:
        raise Failed("none", what=what)
    if not isinstance(got, torch.Tensor):
        raise Failed("type", what=what, got=_kind(got), expected="torch.Tensor")
    if got.shape == want.shape and got.dtype != dtype and _close(got, want, got.dtype, depth):
        raise Failed("dtype", what=what, got=_name(got.dtype), expected=_name(dtype))
    if got.shape == want.shape and _close(got, want, dtype, depth):
        return
    for mistake in mistakes:
        wrong = mistake.value
        told_apart = wrong.shape != want.shape or not _close(wrong, want, dtype, 4 * depth)
        if told_apart and got.shape == wrong.shape and _close(got, wrong, dtype, 4 * depth):
            raise Failed(mistake.hint, what=what, **_numbers(got, want))
    if got.shape != want.shape:
        raise Failed("shape", what=what, got=tuple(got.shape), expected=tuple(want.shape))
    if got.dtype != dtype and not _ranked(got.dtype):
        raise Failed("dtype", what=what, got=_name(got.dtype), expected=_name(dtype))
    if want.is_floating_point() and bool((torch.isnan(got) & ~torch.isnan(want.to(got.dtype))).any()):
        raise Failed("not_finite", what=what, **_numbers(got, want))
    raise Failed("value", what=what, **_numbers(got, want))


def expect_equal(got: Any, want: Any, *, what: str = "output", mistakes: Sequence[Mistake] = ()) -> None:
    """``got`` is exactly ``want``: for integers, booleans, texts, lists and tensors of those."""
    if isinstance(want, torch.Tensor):
        return _expect_equal_tensor(got, want, what, mistakes)
    if got is None and want is not None:
        raise Failed("none", what=what)
    if type(got) is type(want) and got == want:
        return None
    for mistake in mistakes:
        if type(got) is type(mistake.value) and got == mistake.value:
            raise Failed(mistake.hint, what=what, got=got, expected=want)
    if type(got) is not type(want):
        raise Failed("type", what=what, got=_kind(got), expected=_kind(want))
    raise Failed("value", what=what, got=got, expected=want, where="", difference="")


def _expect_equal_tensor(got: Any, want: torch.Tensor, what: str, mistakes: Sequence[Mistake]) -> None:
    if got is None:
        raise Failed("none", what=what)
    if not isinstance(got, torch.Tensor):
        raise Failed("type", what=what, got=_kind(got), expected="torch.Tensor")
    if got.dtype == want.dtype and torch.equal(got, want):
        return
    for mistake in mistakes:
        if got.dtype == mistake.value.dtype and torch.equal(got, mistake.value):
            raise Failed(mistake.hint, what=what, **_numbers(got, want))
    if got.shape != want.shape:
        raise Failed("shape", what=what, got=tuple(got.shape), expected=tuple(want.shape))
    if got.dtype != want.dtype:
        raise Failed("dtype", what=what, got=_name(got.dtype), expected=_name(want.dtype))
    raise Failed("value", what=what, **_numbers(got, want))


def expect(condition: bool, hint: str, **numbers: object) -> None:
    """Fail with ``hint`` unless ``condition``."""
    if not condition:
        raise Failed(hint, **numbers)


def expect_tuple(got: Any, size: int, *, what: str = "output", hint: str = "type") -> tuple:
    """``got`` as a tuple of ``size`` things (a list of as many will do), else Failed(hint)."""
    if got is None:
        raise Failed("none", what=what)
    if not isinstance(got, tuple | list) or len(got) != size:
        kind = f"{_kind(got)} of {len(got)}" if isinstance(got, tuple | list) else _kind(got)
        raise Failed(hint, what=what, got=kind, expected=f"tuple of {size}")
    return tuple(got)


def expect_raises(error: type[BaseException], question: Callable[[], Any], *, hint: str = "not_raised") -> Raised:
    """The question makes the learner's code raise ``error`` (or a subclass); what it raised. Else Failed(hint)."""
    try:
        got = question()
    except Raised as raised:
        if error.__name__ in raised.type_names:
            return raised
        raise Failed(hint, expected=error.__name__, got=str(raised)[:200]) from None
    raise Failed(hint, expected=error.__name__, got=_kind(got))


def _close(got: torch.Tensor, want: torch.Tensor, dtype: torch.dtype, depth: float) -> bool:
    if got.is_complex() or want.is_complex():
        return got.dtype == want.dtype and torch.allclose(got, want)
    if not _ranked(got.dtype) or not want.is_floating_point():
        return got.dtype == want.dtype and torch.equal(got, want)
    widest = got.dtype if torch.finfo(got.dtype).eps > torch.finfo(dtype).eps and got.dtype == dtype else dtype
    left, right = got.double(), want.double()
    same = left == right  # infinities of one sign; never NaN
    near = (left - right).abs() <= tolerance(want, widest, depth)
    return bool((same | near).all())


def _numbers(got: torch.Tensor, want: torch.Tensor) -> dict[str, object]:
    """Where the two differ most, and what stands there."""
    if got.shape != want.shape:
        return {"got": tuple(got.shape), "expected": tuple(want.shape), "where": "", "difference": ""}
    if not want.numel():
        return {"got": "", "expected": "", "where": "", "difference": ""}
    gap = (got.double() - want.double()).abs().nan_to_num(nan=torch.inf) if not got.is_complex() else (got - want).abs()
    gap = torch.where(got == want, torch.zeros_like(gap), gap)
    flat = int(gap.flatten().argmax())
    where = tuple(int(i) for i in torch.unravel_index(torch.tensor(flat), want.shape))
    show = lambda tensor: f"{tensor[where].item():.5g}" if tensor.is_floating_point() else str(tensor[where].item())  # noqa: E731
    return {
        "got": show(got),
        "expected": show(want),
        "where": f"[{', '.join(map(str, where))}]" if where else "",
        "difference": f"{float(gap.flatten()[flat]):.3g}",
    }


def _ranked(dtype: torch.dtype) -> bool:
    return dtype.is_floating_point


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _kind(value: Any) -> str:
    return value.type_name if isinstance(value, Foreign) else type(value).__name__
