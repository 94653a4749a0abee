"""Values that nobody would send, put where those of a right answer stand: whatever comes, it is no fault of ours.

A case is an exercise, a value, and a place: the nth value that the answer sends, in reply or to a function of the
examiner's, alone or with all that follow. One right answer is examined with it, in this process.
"""

import random
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from autograder import bank, topics
from autograder.box import candidate
from autograder.examiner import examine
from autograder.records import ExerciseResult
from autograder.topics import Topic
from tests.answers.here import Here

TOPIC_OF: dict[str, Topic] = {
    exercise: topic for topic in map(topics.load, topics.names()) for exercise in topic.exercises
}


class MyInt(int):
    """A whole number that is not quite one."""


class MyList(list):
    """A list that says it is shorter than it is."""

    def __len__(self) -> int:
        return 1


class MyText(str):
    __slots__ = ()


class MyTensor(torch.Tensor):
    """A tensor that is not quite one."""


class Liar:
    """Equal to everything, as long as you like, and no number."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return True

    def __len__(self) -> int:
        return 3

    def __float__(self) -> float:
        raise ValueError("no")

    def __repr__(self) -> str:
        return "{got} %s \x1b[31m" * 1000


Pair = namedtuple("Pair", "one other")


def _cycle() -> list:
    made: list = [1]
    made.append(made)
    return made


def _nested(depth: int, inner: Any = 1) -> Any:
    for _ in range(depth):
        inner = [inner]
    return inner


# Made anew each time, for what is given may be changed.
CONSTANTS: dict[str, Callable[[], Any]] = {
    "huge": lambda: 10**400,
    "minus huge": lambda: -(10**400),
    "2**63": lambda: 2**63,
    "2**64": lambda: 2**64,
    "-2**63": lambda: -(2**63),
    "longest int": lambda: 10**1800,
    "too long an int": lambda: 10**6000,
    "inf": lambda: float("inf"),
    "nan": lambda: float("nan"),
    "1e308": lambda: 1e308,
    "denormal": lambda: 5e-324,
    "minus zero": lambda: -0.0,
    "complex": lambda: 1j,
    "fraction": lambda: Fraction(1, 3),
    "true": lambda: True,
    "none": lambda: None,
    "text": lambda: "x\u202e<script>{got}\x1b[2J",
    "long text": lambda: "a" * 400_000,
    "longest text": lambda: "a" * 600_000,
    "surrogate": lambda: "\ud800",
    "bytes": lambda: b"x",
    "empty list": list,
    "empty tuple": tuple,
    "empty dict": dict,
    "set": lambda: {1, 2},
    "range": lambda: range(3),
    "generator": lambda: iter([1, 2]),
    "object": object,
    "liar": Liar,
    "class": lambda: int,
    "function": lambda: len,
    "my int": lambda: MyInt(3),
    "my list": lambda: MyList([1, 2, 3]),
    "my text": lambda: MyText("a"),
    "my tensor": lambda: torch.ones(2, 3).as_subclass(MyTensor),
    "cycle": _cycle,
    "deep": lambda: _nested(16),
    "too deep": lambda: _nested(100),
    "far too deep": lambda: _nested(2_000),
    "wide": lambda: [0] * 150_000,
    "too wide": lambda: [0] * 250_000,
    "ragged": lambda: [[1, 2], [3], [], 4, [[5]]],
    "list of tensors": lambda: [torch.ones(2), torch.ones(2)],
    "tuple of tensors": lambda: (torch.ones(2), torch.ones(2)),
    "list of nan": lambda: [float("nan")] * 3,
    "list of huge": lambda: [10**400, 10**400],
    "list of none": lambda: [None, None],
    "list of texts": lambda: ["a", "b", "c"],
    "list of truths": lambda: [True, False],
    "list of long texts": lambda: ["b" * 40_000] * 10,
    "list of dicts": lambda: [{"a": torch.ones(2)}, {1: [torch.ones(2)]}],
    "list of bytes": lambda: [b"a"],
    "list of scalars": lambda: [torch.tensor(1.0), torch.tensor(2)],
    "list of complex": lambda: [torch.tensor(1j)],
    "many tensors": lambda: [torch.ones(1)] * 5000,
    "nested tensors": lambda: [[torch.ones(2, 2)], {"a": torch.ones(3)}],
    "dict of tensors": lambda: {1: torch.ones(2), "a": torch.zeros(3)},
    "dict of odd keys": lambda: {None: 1, float("nan"): 2, (1, (2,)): 3, True: 4},
    "dict of foreign keys": lambda: {object(): 1, torch.ones(2): 2},
    "dict of lists": lambda: {"q_proj.weight": [1, 2], "x": {"y": {}}},
    "ordered dict": lambda: OrderedDict(a=torch.ones(2)),
    "namedtuple": lambda: Pair(torch.ones(2), [1]),
    "pair of lists": lambda: ([1, 2], [3, "a"]),
    "pair of tensor lists": lambda: ([torch.ones(2)], [torch.ones(2)]),
    "pair of dicts": lambda: ({}, {}),
    "pair of none": lambda: (None, None),
    "no numbers": lambda: torch.empty(0),
    "no numbers, huge": lambda: torch.empty(0, 2**40),
    "no rows": lambda: torch.empty(0, 3),
    "no columns": lambda: torch.empty(3, 0),
    "nan tensor": lambda: torch.tensor(float("nan")),
    "truths": lambda: torch.ones(3, 3, dtype=torch.bool),
    "complex tensor": lambda: torch.ones(3, 3, dtype=torch.complex64),
    "complex number": lambda: torch.tensor(1j),
    "complex half": lambda: torch.ones(2, dtype=torch.complex32),
    "bytes tensor": lambda: torch.ones(2, 2, dtype=torch.uint8),
    "half": lambda: torch.ones(2, 2).half() * 70_000,
    "float8": lambda: torch.ones(2).to(torch.float8_e5m2),
    "largest int64": lambda: torch.tensor([2**63 - 1] * 4),
    "negative ids": lambda: torch.tensor([[-1, -2]]),
    "sixteen axes": lambda: torch.ones([1] * 16),
    "seventeen axes": lambda: torch.ones([1] * 17),
    "expanded": lambda: torch.ones(1).expand(3, 4),
    "conjugate": lambda: torch.tensor([1j]).conj(),
    "sparse": lambda: torch.ones(2, 2).to_sparse(),
    "meta": lambda: torch.ones(2, device="meta"),
    "quantised": lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
    "large": lambda: torch.zeros(1_000_000),
    "array": lambda: np.ones((2, 3)),
    "object array": lambda: np.array([None, [1], "a"], dtype=object),
    "object in an array": lambda: np.array([1], dtype=object)[0],
    "array without shape": lambda: np.array(3.5),
    "text array": lambda: np.array("abc"),
    "long double": lambda: np.longdouble(1) / 3,
    "date": lambda: np.datetime64("2020-01-01"),
    "numpy number": lambda: np.float32(2.5),
    "numpy truth": lambda: np.bool_(True),
    "kept": lambda: candidate._Kept(1),
    "kept far away": lambda: candidate._Kept(-(2**40)),
    "list of kept": lambda: [candidate._Kept(1), candidate._Kept(2)],
    "function of ours": lambda: candidate.Opaque(1, [], len),
    "no function of ours": lambda: candidate.Opaque(10**6, [], len),
}

# What becomes of each tensor, and of each plain value, in a result of the right form.
LEAVES: dict[str, tuple[Callable[[Tensor], Any], Callable[[Any], Any]]] = {
    "complex": (lambda t: t.to(torch.complex64), lambda v: torch.tensor(1j)),
    "complex nan": (lambda t: torch.full(t.shape, complex("nan+1j")), lambda v: complex("nan")),
    "nan": (lambda t: torch.full(t.shape, torch.nan), lambda v: float("nan")),
    "inf": (lambda t: torch.full(t.shape, torch.inf), lambda v: float("inf")),
    "truths": (lambda t: t.bool() if not t.is_complex() else t, lambda v: True),
    "negative": (lambda t: torch.full(t.shape, -5), lambda v: -5),
    "large ids": (lambda t: torch.full(t.shape, 2**62), lambda v: 2**63),
    "unsigned": (lambda t: torch.full(t.shape, 255, dtype=torch.uint8), lambda v: torch.tensor([1, 2])),
    "empty": (lambda t: t[..., :0] if t.dim() else t.reshape(1)[:0], lambda v: torch.empty(0)),
    "none": (lambda t: None, lambda v: None),
    "lists": (lambda t: t.tolist(), lambda v: [v]),
    "huge": (lambda t: 10**400, lambda v: 10**400),
    "text": (lambda t: "x", lambda v: "x"),
    "kept": (lambda t: candidate._Kept(1), lambda v: candidate._Kept(1)),
    "function of ours": (lambda t: candidate.Opaque(1, [], len), lambda v: candidate.Opaque(1, [], len)),
    "half": (lambda t: t.half() if t.is_floating_point() else t.to(torch.int8), lambda v: torch.tensor(1.0).half()),
    "one axis more": (lambda t: t.expand(2, *t.shape), lambda v: torch.ones(2, 2)),
    "one row less": (lambda t: t[:-1] if t.dim() else t, lambda v: []),
    "without shape": (lambda t: torch.tensor(1.0), lambda v: torch.tensor(1.0)),
    "arrays": (lambda t: t.detach().numpy(), lambda v: object()),
    "subclass": (lambda t: t.detach().as_subclass(MyTensor), lambda v: np.array([v], dtype=object)),
    "twice": (lambda t: [t, t], lambda v: (v, v)),
    "dictionaries": (lambda t: {"a": t}, lambda v: {v: v}),
    "transposed": (lambda t: t.mT if t.dim() > 1 else t.flip(0) if t.dim() else t, lambda v: str(v)),
    "doubled": (lambda t: t.double(), lambda v: v * 2 if isinstance(v, int | float) else v + v),
    "cycles": (lambda t: _cycle(), lambda v: _cycle()),
}


def _each_leaf(value: Any, tensor: Callable, plain: Callable) -> Any:
    """A result of the same form with every leaf changed."""
    match value:
        case Tensor():
            return tensor(value)
        case tuple():
            return tuple(_each_leaf(item, tensor, plain) for item in value)
        case list():
            return [_each_leaf(item, tensor, plain) for item in value]
        case dict():
            return {key: _each_leaf(item, tensor, plain) for key, item in value.items()}
        case bool() | int() | float() | str():
            return plain(value)
    return value


ODD: dict[str, Callable[[Any], Any]] = {
    **{name: lambda value, make=make: make() for name, make in CONSTANTS.items()},
    **{f"each {name}": lambda value, how=how: _each_leaf(value, *how) for name, how in LEAVES.items()},
}


@dataclass(frozen=True)
class Case:
    """``place``: the nth value sent, from 1; ``on``: the later ones too."""

    exercise: str
    odd: str
    place: int
    on: bool

    def examined(self) -> ExerciseResult:
        """A right answer's result with the odd value in its place."""
        session = right_answer(self.exercise)
        sent = 0

        def change(value: Any) -> Any:
            nonlocal sent
            sent += 1
            return ODD[self.odd](value) if sent == self.place or (self.on and sent > self.place) else value

        session.candidate.change = change  # type: ignore[method-assign]
        return examine(session, TOPIC_OF[self.exercise], self.exercise, seed="odd")


def right_answer(exercise: str) -> Here:
    return Here(bank.own(TOPIC_OF[exercise].name, exercise, "right")[0].path)


def loaded(exercise: str) -> Any:
    """The object of the right answer, as a notebook has it."""
    return right_answer(exercise).candidate._shell.user_ns[exercise]


@cache
def places(exercise: str) -> int:
    """How many values one examination of the right answer sends."""
    session, sent = right_answer(exercise), []
    session.candidate.change = lambda value: sent.append(None) or value  # type: ignore[method-assign]
    examine(session, TOPIC_OF[exercise], exercise, seed="odd")
    return len(sent)


def cases(exercise: str, drawn: int, seed: int = 1) -> Iterator[Case]:
    """Each odd value in the first place, alone or from there on, and in some places that are drawn."""
    draw, last = random.Random(f"{exercise} {seed}"), places(exercise)
    for odd in ODD:
        yield Case(exercise, odd, 1, draw.random() < 0.5)
        for place in draw.sample(range(2, last + 1), min(last - 1, drawn)):
            yield Case(exercise, odd, place, draw.random() < 0.25)
