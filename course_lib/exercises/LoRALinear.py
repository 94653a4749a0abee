"""``LoRALinear``: a frozen layer with a small change beside it (Hu et al. 2022).

What a question is about: the numbers in a module (``state``), an input and alpha; the rank is that of ``a``.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.ask import Ask, holds, state_of
from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.failed import Failed
from course_lib.asking.numbers import FLOATS
from course_lib.asking.questions import Linear, Raised, Remote
from course_lib.asking.results import Reals, kind_of
from course_lib.asking.visible import Trial

State = Mapping[str, Tensor]
Numbers = Callable[..., Tensor]  # a shape to numbers
OUTPUT = Reals("output")
DEPTH = 8.0


def right(state: State, x: Tensor, alpha: float) -> Tensor:
    """x (…, d_in) to x Wᵀ + bias + (alpha / rank) · x aᵀ bᵀ, with a (rank, d_in) and b (d_out, rank).

    W [[2]], bias [1], a [[3]], b [[4]], x [1], alpha 0.5: 2 + 1 + 0.5 · 12 = 9.
    """
    return base(state, x) + alpha / len(state["a"]) * _small(state, x)


def base(state: State, x: Tensor) -> Tensor:
    """What the layer gives that was handed over."""
    out, bias = x.double() @ state["linear.weight"].double().T, state.get("linear.bias")
    return out if bias is None else out + bias.double()


def _small(state: State, x: Tensor) -> Tensor:
    return x.double() @ state["a"].double().T @ state["b"].double().T


def mistakes(state: State, x: Tensor, alpha: float) -> Mistakes:
    """What comes out after each likely mistake."""
    layer, small, rank = base(state, x), _small(state, x), len(state["a"])
    scale, bias = alpha / rank, state.get("linear.bias")
    between = (x.double() @ state["a"].double().T).relu() @ state["b"].double().T
    return [
        ("not_scaled", layer + small),
        ("alpha_alone", layer + alpha * small),
        ("divided_by_rank_alone", layer + small / rank),
        ("upside_down", layer + rank / alpha * small),
        ("root_of_rank", layer + alpha / rank**0.5 * small),
        ("whole_division", layer + alpha // rank * small),
        ("scaled_twice", layer + scale * scale * small),
        ("layer_scaled", scale * (layer + small)),
        ("layer_scaled", (1 - scale) * layer + scale * small),
        ("no_adapter", layer),
        ("adapter_alone", scale * small),
        ("subtracted", layer - scale * small),
        ("no_base_bias", None if bias is None else layer - bias.double() + scale * small),
        ("bias_twice", None if bias is None else layer + bias.double() + scale * small),
        ("nonlinear", layer + scale * between),
    ]


def describe(state: State, x: Tensor, alpha: float) -> str:
    """The sizes of it."""
    d_out, d_in = state["linear.weight"].shape
    bias = "" if "linear.bias" in state else ", bias=False"
    return f"nn.Linear({d_in}, {d_out}{bias}), rank = {len(state['a'])}, alpha = {alpha}, x {tuple(x.shape)}"


# ---------------------------------------------------------------- a module, and what it gives


def make(ask: Ask, linear: Linear, rank: int, alpha: float) -> tuple[Remote, dict[str, Tensor]]:
    """A module around this layer, and its numbers. Failed unless its parts are there."""
    module = ask.make(linear, rank, alpha)
    state = state_of(module, "a, b, linear")
    wanted = ["a", "b", "linear.weight"] + (["linear.bias"] if linear.bias is not None else [])
    if not all(name in state for name in wanted):
        raise Failed("names", what="state_dict()", got=", ".join(map(str, state)) or "{}", expected=", ".join(wanted))
    d_out, d_in = linear.weight.shape
    for name, shape in (("a", (rank, d_in)), ("b", (d_out, rank))):
        if tuple(state[name].shape) != shape:
            raise Failed(
                "parameter_shape", what=f"{name}.shape", got=str(tuple(state[name].shape)), expected=str(shape)
            )
    if not torch.equal(state["linear.weight"], linear.weight):
        raise Failed("other_weights")
    return module, state


def filled(
    ask: Ask,
    numbers: Numbers,
    sizes: tuple[int, int, int],
    alpha: float,
    *,
    bias: bool = True,
    dtype: torch.dtype = FLOATS[0],
) -> tuple[Remote, dict[str, Tensor]]:
    """A module of sizes (d_in, d_out, rank) with numbers in a and b."""
    d_in, d_out, rank = sizes
    linear = Linear(numbers(d_out, d_in).to(dtype), numbers(d_out).to(dtype) if bias else None)
    module, state = make(ask, linear, rank, alpha)
    return module, fill(module, state, numbers)


def fill(module: Remote, state: State, numbers: Numbers) -> dict[str, Tensor]:
    """New numbers in a and b; all its numbers."""
    new = {name: numbers(*state[name].shape).to(state[name].dtype) for name in ("a", "b")}
    module.load_state_dict({**state, **new})
    return {**state, **new}


def ask_output(ask: Ask, module: Remote, state: State, x: Tensor, alpha: float, key: str = "") -> None:
    """The module gives what it should for x; ``key`` names what has no better name."""
    given = (state, x, alpha)
    ask.asked.append(given)
    if key:
        with ask.blaming(key):
            ask.expect(module(x), given)
    else:
        ask.expect(module(x), given)


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_values(ask: Ask, numbers: Numbers, *cases: tuple[tuple[int, int, int], float]) -> None:
    """Outputs with numbers in a and b, looked at together; the same twice."""
    rounds: list[tuple] = []
    got: list[Any] = []
    for sizes, alpha in cases:
        module, state = filled(ask, numbers, sizes, alpha)
        rounds.append((state, numbers(6, sizes[0]), alpha))
        ask.asked.append(rounds[-1])
        got.append(module(rounds[-1][1]))
        if len(got) == 1:
            OUTPUT.read(got[0])
            ask.steady(got[0], module(rounds[0][1]))
    ask.settle(rounds, got)


def ask_begins(ask: Ask, linear: Linear, x: Tensor, rank: int, alpha: float) -> None:
    """New, it gives what its layer gives: b is zero; a is random."""
    module, state = make(ask, linear, rank, alpha)
    ask.asked.append((state, x, alpha))
    if bool(state["b"].any()):
        raise Failed("not_equal_at_first", what="b", got="≠ 0", expected="0")
    found, want = OUTPUT.read(module(x)), base(state, x)
    if not OUTPUT.alike(found, want, torch.float32, DEPTH):
        raise OUTPUT.difference(found, want)
    again = make(ask, linear, rank, alpha)[1]["a"]
    if len(state["a"].unique()) < state["a"].numel() // 2 or torch.equal(state["a"], again):
        raise Failed("a_not_random")


def ask_frozen(ask: Ask, numbers: Numbers) -> None:
    """The layer's own numbers get no gradient; a and b do."""
    module, state = filled(ask, numbers, (5, 4, 2), 3.0)
    for name in ("linear.weight", "linear.bias"):
        if (learns := module.get(f"{name}.requires_grad")) is not False:
            raise Failed("not_frozen", what=f"{name}.requires_grad", got=str(learns), expected="False")
    for name in ("a", "b"):
        if (learns := module.get(f"{name}.requires_grad")) is not True:
            raise Failed("not_learned", what=f"{name}.requires_grad", got=str(learns), expected="True")
    x = numbers(3, 5)
    ask.asked.append((state, x, 3.0))
    for name, grad in zip("ab", _grads(module, x, torch.ones(3, 4))[1:], strict=True):
        if grad is None or not bool(grad.any()):
            raise Failed("not_learned", what=f"{name}.grad", got="None" if grad is None else "0", expected="≠ 0")


def ask_gradient(ask: Ask, numbers: Numbers) -> None:
    """The gradients that reach x, a and b."""
    module, state = filled(ask, numbers, (5, 4, 2), 3.0)
    x, cotangent = numbers(3, 5), numbers(3, 4)
    ask.asked.append((state, x, 3.0))
    leaves = [tensor.double().requires_grad_() for tensor in (x, state["a"], state["b"])]
    out = ask.want({**state, "a": leaves[1], "b": leaves[2]}, leaves[0], 3.0)[0]
    wanted = torch.autograd.grad((out * cotangent.double()).sum(), leaves, allow_unused=True)
    want = [torch.zeros_like(leaf) if grad is None else grad for leaf, grad in zip(leaves, wanted, strict=True)]
    got = [
        0 * right if grad is None and not right.any() else grad
        for grad, right in zip(_grads(module, x, cotangent), want, strict=True)
    ]
    beside = cotangent.double() @ (3.0 / 2 * state["b"].double() @ state["a"].double())
    if (
        got[0] is not None
        and OUTPUT.alike(got[0], beside, torch.float32, DEPTH)
        and not torch.allclose(beside, want[0])
    ):
        raise Failed("not_through_the_layer")
    ask.expect_gradients(got, want, [0, 1, 2])


def _grads(module: Remote, x: Tensor, cotangent: Tensor) -> list[Tensor | None]:
    """Of <module(x), cotangent> by x, a and b; None where the answer has none."""
    try:
        by_x = module.call_with_grads((x,), [0], [cotangent])[1][0]
        module.keep("__call__", x).keep("mul", cotangent).keep("sum").call("backward")
    except Raised:  # nothing in it asks for a gradient
        by_x = None
    found = [by_x, *(module.get(f"{name}.grad") for name in ("a", "b"))]
    return [grad if isinstance(grad, Tensor) else None for grad in found]


def ask_merged(ask: Ask, numbers: Numbers, *, bias: bool = True) -> None:
    """``merged()`` is one plain layer that gives the same as the module."""
    module, state = filled(ask, numbers, (5, 4, 2), 3.0, bias=bias)
    x = numbers(6, 5)
    ask.asked.append((state, x, 3.0))
    before = module(x)
    merged = merge(ask, module, {"weight", "bias"} if bias else {"weight"})
    ask.expect_same("merged", merged(x), before, "merged()(x)")


def merge(ask: Ask, module: Remote, names: set[str]) -> Remote:
    """What ``merged()`` returns; Failed unless it is a plain layer."""
    with ask.blaming("merged"):
        merged = module.keep("merged")
    found = state_of(merged, "nn.Linear", "merged_kind")
    try:
        sizes = merged.get("in_features"), merged.get("out_features")
    except Raised as raised:
        raise Failed("merged_kind", raised=str(raised), expected="nn.Linear", line=raised.line) from None
    if set(found) != names or not all(type(size) is int for size in sizes):
        got, expected = ", ".join(map(str, found)), ", ".join(sorted(names))
        raise Failed("merged_kind", what="merged().state_dict()", got=got, expected=expected)
    return merged


def ask_merged_apart(ask: Ask, numbers: Numbers) -> None:
    """Neither ``merged()`` nor a change of what it returns changes the module."""
    module, state = filled(ask, numbers, (5, 4, 2), 3.0)
    x = numbers(2, 5)
    ask.asked.append((state, x, 3.0))
    before = module(x)
    with ask.blaming("merged"):
        merged = module.keep("merged")
    after = state_of(module, "a, b, linear", "merged_apart")
    for name, tensor in state.items():
        if name not in after or not torch.equal(tensor, after[name]):
            raise Failed("merged_apart", what=name, got="≠", expected="=")
    zeros = {name: tensor * 0 for name, tensor in state_of(merged, "nn.Linear", "merged_kind").items()}
    holds(lambda: merged.load_state_dict(zeros))
    ask.expect_same("merged_apart", module(x), before, "module(x)")


def ask_no_bias(ask: Ask, numbers: Numbers) -> None:
    """A layer without bias: the output, and ``merged()`` if it works with one."""
    with ask.blaming("no_bias", "merged", "merged_kind"):
        module, state = filled(ask, numbers, (5, 4, 2), 3.0, bias=False)
        ask_output(ask, module, state, numbers(3, 5), 3.0)
        if holds(ask_merged, ask, numbers):
            ask_merged(ask, numbers, bias=False)


def ask_again(ask: Ask, numbers: Numbers) -> None:
    """Two modules at once; then a and b change, and outputs and ``merged()`` follow."""
    one, first = filled(ask, numbers, (5, 4, 2), 3.0)
    other, second = filled(ask, numbers, (5, 4, 2), 3.0)
    x = numbers(3, 5)
    for module, state in ((one, first), (other, second), (one, first)):
        ask_output(ask, module, state, x, 3.0, "modules_share")
    ask_output(ask, one, fill(one, first, numbers), x, 3.0, "does_not_follow")
    if not holds(ask_merged, ask, numbers):
        return
    before = other.keep("merged")(x)
    fill(other, second, numbers)
    after = other.keep("merged")(x)
    if OUTPUT.alike(OUTPUT.read(after), OUTPUT.read(before), torch.float32, DEPTH):
        raise Failed("does_not_follow", what="merged()(x)", got="=", expected="≠")


def ask_dtype(ask: Ask, numbers: Numbers, dtype: torch.dtype) -> None:
    """Parameters, outputs and the merged layer have the layer's dtype, and its precision."""
    with ask.blaming("dtype_raised"):
        module, state = filled(ask, numbers, (5, 4, 2), 3.0, dtype=dtype)
    x = numbers(3, 5).to(dtype) / 3
    given = (state, x, 3.0)
    ask.asked.append(given)
    for name in ("a", "b"):
        _expect_dtype(f"{name}.dtype", state[name], dtype)
    with ask.blaming("dtype_raised"):
        got = module(x)
    ask.expect(got, given, strict=dtype)
    try:
        ask.expect(got, given, dtype=dtype)
    except Failed as failed:
        raise failed.named("float32_inside") from None
    if holds(ask_merged, ask, lambda *shape: numbers(*shape).float()):
        _expect_dtype("merged().weight.dtype", merge(ask, module, {"weight", "bias"}).get("weight"), dtype)


def _expect_dtype(what: str, tensor: Any, dtype: torch.dtype) -> None:
    found = tensor.dtype if isinstance(tensor, Tensor) else kind_of(tensor)
    if found != dtype:
        got, expected = (str(one).removeprefix("torch.") for one in (found, dtype))
        raise Failed("dtype", what=what, got=got, expected=expected)


# ---------------------------------------------------------------- the check


def numbers(*shape: int) -> Tensor:
    """The same numbers each time, others for another shape."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape) + 10 * len(shape)))


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    linear = Linear(numbers(2, 3), numbers(2))
    with trial.case("example"):
        ask_begins(trial, linear, numbers(4, 3), 8, 16)
    with trial.case("with_numbers"):
        ask_values(trial, numbers, ((3, 2, 2), 7.0), ((3, 4, 3), 5.0))
    with trial.case("frozen"):
        ask_frozen(trial, numbers)
    with trial.case("gradient"):
        ask_gradient(trial, numbers)
    with trial.case("no_bias"):
        ask_no_bias(trial, numbers)
    with trial.case("merged"):
        ask_merged(trial, numbers)
    with trial.case("merged_apart"):
        ask_merged_apart(trial, numbers)
    generator = torch.Generator().manual_seed(3)
    with trial.case("again"):
        ask_again(trial, lambda *shape: torch.randn(*shape, generator=generator))
    with trial.case("sizes"):
        for shape, rank in (((3,), 1), ((1, 3), 2), ((2, 3, 4, 3), 5)):
            module, state = filled(trial, numbers, (3, 2, rank), 0.5)
            ask_output(trial, module, state, numbers(*shape), 0.5)
    with trial.case("float64"):
        for dtype in FLOATS:
            ask_dtype(trial, numbers, dtype)


EXERCISE = Exercise(
    "LoRALinear",
    number="7.1",
    hidden=10,
    arguments=("x", "a", "b"),
    results=(OUTPUT,),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    depth=DEPTH,
    describe=describe,
)
