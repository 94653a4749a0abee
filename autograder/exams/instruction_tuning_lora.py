"""The exam of ``LoRALinear``: weights are drawn here and loaded into the learner's module (Hu et al. 2022)."""

from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import FLOATS, blamed_on, like
from autograder.properties import Ask, Exam, Failed, Foreign, Linear, Mistake, Raised, Remote, Rng, expect, expect_close
from course_lib.checks.instruction_tuning_wrong import adapted, likely_adapted

lora_exam = Exam("LoRALinear")
DEPTH = 8.0
State = dict[str, Tensor]


def layer(rng: Rng, d_in: int, d_out: int, *, bias: bool = True, dtype: torch.dtype = torch.float32) -> Linear:
    return Linear(rng.normal(d_out, d_in).to(dtype), rng.normal(d_out).to(dtype) if bias else None)


def make(ask: Ask, linear: Linear, rank: int, alpha: float) -> tuple[Remote, State]:
    """A module of the learner's around this layer, and its state; Failed unless the parts are there."""
    module = ask.make("LoRALinear", linear, rank, alpha)
    try:
        state = module.state_dict()
    except Raised as raised:
        raise Failed("names", got=str(raised)[:200], expected="a, b, linear") from None
    if not isinstance(state, dict) or not all(isinstance(item, Tensor) for item in state.values()):
        kind = state.type_name if isinstance(state, Foreign) else type(state).__name__
        raise Failed("names", got=kind, expected="a, b, linear")
    names = ["a", "b", "linear.weight"] + (["linear.bias"] if linear.bias is not None else [])
    expect(
        all(name in state for name in names), "names", got=", ".join(map(str, state)) or "-", expected="a, b, linear"
    )
    d_out, d_in = linear.weight.shape
    for name, shape in (("a", (rank, d_in)), ("b", (d_out, rank))):
        found = tuple(state[name].shape)
        expect(found == shape, "parameter_shape", what=f"{name}.shape", got=found, expected=shape)
    same = torch.equal(state["linear.weight"], linear.weight)
    expect(same, "other_weights", what="linear.weight", got="another", expected="the one given")
    return module, state


def loaded(ask: Ask, rng: Rng, linear: Linear, rank: int, alpha: float) -> tuple[Remote, State]:
    """The same with numbers in a and b."""
    module, state = make(ask, linear, rank, alpha)
    for name in ("a", "b"):
        state[name] = rng.normal(*state[name].shape).to(linear.weight.dtype)
    module.load_state_dict(state)
    return module, state


def expect_output(got: Any, state: State, x: Tensor, rank: int, alpha: float, *, named: bool = False) -> None:
    dtype = state["linear.weight"].dtype
    likely = [Mistake(key, value) for key, value in likely_adapted(state, x, rank, alpha)] if named else []
    expect_close(got, adapted(state, x, rank, alpha), dtype=dtype, depth=DEPTH, mistakes=likely)


@lora_exam.property("values", core=True)
def lora_values(ask: Ask, rng: Rng) -> None:
    for d_in, d_out, rank, alpha in ((5, 4, 3, 7.0), (4, 6, 2, 5.0)):
        module, state = loaded(ask, rng, layer(rng, d_in, d_out), rank, alpha)
        x = rng.normal(6, d_in).float()
        expect_output(module(x), state, x, rank, alpha, named=True)


@lora_exam.property("begins_equal")
def lora_begins(ask: Ask, rng: Rng) -> None:
    linear, x = layer(rng, 8, 4), rng.normal(3, 8).float()
    module, state = make(ask, linear, 3, 6.0)
    want = x.double() @ linear.weight.double().T + (0 if linear.bias is None else linear.bias.double())
    with blamed_on("not_equal_at_first", ""):
        expect_close(module(x), want, dtype=torch.float32, depth=DEPTH)
    expect(not bool(state["b"].any()), "not_equal_at_first", what="b", got="numbers", expected="zeros")
    again = make(ask, linear, 3, 6.0)[1]["a"]
    random = len(state["a"].unique()) > 12 and not torch.equal(state["a"], again)
    expect(random, "a_not_random", what="a", got="the same", expected="random numbers")


@lora_exam.property("frozen")
def lora_frozen(ask: Ask, rng: Rng) -> None:
    module, _ = make(ask, layer(rng, 5, 4), 2, 4.0)
    for name in ("linear.weight", "linear.bias"):
        learns = module.get(f"{name}.requires_grad")
        expect(learns is False, "not_frozen", what=f"{name}.requires_grad", got=learns, expected=False)
    for name in ("a", "b"):
        learns = module.get(f"{name}.requires_grad")
        expect(learns is True, "not_learned", what=f"{name}.requires_grad", got=learns, expected=True)
    # A gradient that reaches them, too: the output of x depends on them inside the graph.
    module, _ = loaded(ask, rng, layer(rng, 5, 4), 2, 4.0)
    for name in ("a", "b"):
        out = module.keep("__call__", rng.normal(3, 5).float())
        expect(out.get("requires_grad") is True, "not_learned", what=f"{name}.grad", got="None", expected="a gradient")


@lora_exam.property("merged")
def lora_merged(ask: Ask, rng: Rng) -> None:
    for bias in (True, False):
        module, state = loaded(ask, rng, layer(rng, 5, 4, bias=bias), 2, 3.0)
        x = rng.normal(6, 5).float()
        with blamed_on("merged", "", ("value", "shape", "type", "raised")):
            merged = module.keep("merged")
        expect(isinstance(merged, Remote), "merged_kind", got=type(merged).__name__, expected="nn.Linear")
        with blamed_on("merged_kind", "nn.Linear", ()):
            names = set(numbers_of(merged))
        expected = {"weight", "bias"} if bias else {"weight"}
        expect(names == expected, "merged_kind", got=", ".join(map(str, names)), expected=", ".join(sorted(expected)))
        with blamed_on("merged", ""):
            expect_output(merged(x), state, x, 2, 3.0)


def numbers_of(module: Remote) -> State:
    """The module's parameters by name; Failed if that is not what comes."""
    state = module.state_dict()
    plain = isinstance(state, dict) and all(isinstance(item, Tensor) for item in state.values())
    expect(plain, "merged_kind", got=type(state).__name__, expected="nn.Linear")
    return state


@lora_exam.property("merged_apart")
def lora_merged_apart(ask: Ask, rng: Rng) -> None:
    module, state = loaded(ask, rng, layer(rng, 5, 4), 2, 3.0)
    merged = module.keep("merged")
    expect(isinstance(merged, Remote), "merged_kind", got=type(merged).__name__, expected="nn.Linear")
    for name, tensor in numbers_of(module).items():
        same = name not in state or torch.equal(tensor, state[name])
        expect(same, "merged_apart", what=name, got="changed", expected="as it was")
    merged.load_state_dict({name: tensor * 0 for name, tensor in numbers_of(merged).items()})
    x = rng.normal(2, 5).float()
    with blamed_on("merged_apart", ""):
        expect_output(module(x), state, x, 2, 3.0)


@lora_exam.property("no_bias")
def lora_no_bias(ask: Ask, rng: Rng) -> None:
    x = rng.normal(3, 5).float()
    with blamed_on("no_bias", ""):
        module, state = loaded(ask, rng, layer(rng, 5, 4, bias=False), 2, 3.0)
        expect_output(module(x), state, x, 2, 3.0)


@lora_exam.property("sizes")
def lora_sizes(ask: Ask, rng: Rng) -> None:
    for shape, d_out, rank in (((3,), 4, 1), ((1, 3), 1, 2), ((2, 3, 4, 5), 5, 7)):
        x = rng.normal(*shape).float()
        with blamed_on("sizes", str(shape)):
            module, state = loaded(ask, rng, layer(rng, shape[-1], d_out), rank, 0.5)
            expect_output(module(x), state, x, rank, 0.5)


@lora_exam.property("dtype")
def lora_dtype(ask: Ask, rng: Rng) -> None:
    for dtype in FLOATS:
        linear, x = layer(rng, 5, 4, dtype=dtype), rng.normal(3, 5).to(dtype) / 3
        with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), ()):
            module, state = make(ask, linear, 2, 3.0)
        for name in ("a", "b"):
            expect(state[name].dtype == dtype, "dtype", what=name, got=state[name].dtype, expected=dtype)
        with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), ()):
            module, state = loaded(ask, rng, linear, 2, 3.0)
            got = module(x)
        if isinstance(got, Tensor) and not like(got, adapted(state, x, 2, 3.0), dtype, DEPTH):
            expect_close(got, adapted(state, x, 2, 3.0), dtype=dtype, depth=DEPTH)
        expect_output(got, state, x, 2, 3.0)
