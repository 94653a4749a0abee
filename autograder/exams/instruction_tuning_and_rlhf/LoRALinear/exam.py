"""The exam of ``LoRALinear``: numbers are drawn here and loaded into the learner's module."""

import torch

from autograder.exam import Exam, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.numbers import FLOATS
from course_lib.asking.questions import Linear
from course_lib.exercises.LoRALinear import (
    EXERCISE,
    ask_again,
    ask_begins,
    ask_dtype,
    ask_frozen,
    ask_gradient,
    ask_merged,
    ask_merged_apart,
    ask_no_bias,
    ask_output,
    ask_values,
    filled,
)

exam = Exam(
    EXERCISE,
    kinds={
        "a layer without bias": some(lambda state, *_: "linear.bias" not in state),
        "new: b of zeros": some(lambda state, *_: not state["b"].any()),
        "one vector": some(lambda _, x, __: x.dim() == 1),
        "a batch of one": some(lambda _, x, __: x.dim() == 2 and len(x) == 1),
        "many leading dimensions": some(lambda _, x, __: x.dim() > 3),
        "rank 1": some(lambda state, *_: len(state["a"]) == 1),
        "a rank larger than the layer": some(lambda state, *_: len(state["a"]) > max(state["linear.weight"].shape)),
        "all sizes equal": some(lambda state, x, _: state["a"].shape == state["b"].shape == x.shape),
        "alpha as a whole number": some(lambda _, __, alpha: type(alpha) is int),
        "an alpha that rank does not divide": some(lambda state, _, alpha: alpha > 1 and alpha % len(state["a"]) > 0),
        "an alpha smaller than rank": some(lambda state, _, alpha: alpha < len(state["a"])),
        "float64": some(lambda _, x, __: x.dtype == torch.float64),
    },
)


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    ask_values(ask, rng.floats, ((5, 4, 3), 7.0), ((4, 6, 2), 5.0))


@exam.property("begins_equal")
def begins_equal(ask: Ask, rng: Rng) -> None:
    with ask.blaming("not_equal_at_first"):
        ask_begins(ask, Linear(rng.floats(4, 8), rng.floats(4)), rng.floats(3, 8), 3, 6)


@exam.property("frozen")
def frozen(ask: Ask, rng: Rng) -> None:
    ask_frozen(ask, rng.floats)


@exam.property("gradient")
def gradient(ask: Ask, rng: Rng) -> None:
    ask_gradient(ask, rng.floats)


@exam.property("merged")
def merged(ask: Ask, rng: Rng) -> None:
    ask_merged(ask, rng.floats)


@exam.property("merged_apart")
def merged_apart(ask: Ask, rng: Rng) -> None:
    ask_merged_apart(ask, rng.floats)


@exam.property("no_bias")
def no_bias(ask: Ask, rng: Rng) -> None:
    ask_no_bias(ask, rng.floats)


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    """One vector, many leading dimensions, equal sizes, a large rank; an alpha that is whole, and a small one."""
    for shape, d_out, rank, alpha in (
        ((3,), 4, 1, 0.5),
        ((1, 3), 1, 2, 3),
        ((2, 3, 4, 5), 5, 7, 0.5),
        ((4, 4), 4, 4, 6),
    ):
        with ask.blaming("sizes"):
            module, state = filled(ask, rng.floats, (shape[-1], d_out, rank), alpha)
            ask_output(ask, module, state, rng.floats(*shape), alpha)


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    ask_again(ask, rng.floats)


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    for dtype in FLOATS:
        ask_dtype(ask, rng.normal, dtype)
