"""The visible check of exercise 7.3, LoRALinear: numbers are put into a and b, then outputs are compared."""

from typing import Any

import torch
from torch import Tensor, nn

from course_lib.checks.checker import COMMON, Mistake, NotWritten, Trial, Wrong
from course_lib.checks.instruction_tuning_causes import LORA
from course_lib.checks.instruction_tuning_wrong import adapted, likely_adapted
from course_lib.language import mark

State = dict[str, Tensor]


def numbers(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)))


def layer(d_in: int, d_out: int, *, bias: bool = True) -> nn.Linear:
    linear = nn.Linear(d_in, d_out, bias)
    with torch.no_grad():
        linear.weight.copy_(numbers(d_out, d_in))
        if bias:
            linear.bias.copy_(numbers(d_out))
    return linear


def built(trial: Trial, answer: Any, linear: nn.Linear, rank: int, alpha: float) -> tuple[nn.Module, State]:
    """A module of the learner's, and its state. Else Wrong."""
    weight = linear.weight.detach().clone()
    try:
        module = answer(linear, rank, alpha)
        state = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    except NotImplementedError:
        raise NotWritten from None
    except Exception as error:
        raise Wrong.raised(trial.blame or LORA["names"], error) from None
    if any(name not in state for name in ("a", "b", "linear.weight")):
        raise Wrong(LORA["names"], ", ".join(state) or "-", "a, b, linear")
    for name, shape in (("a", (rank, weight.shape[1])), ("b", (weight.shape[0], rank))):
        if tuple(state[name].shape) != shape:
            raise Wrong(LORA["parameter_shape"], f"{name}.shape = {tuple(state[name].shape)}", str(shape))
    if not torch.equal(state["linear.weight"], weight):
        raise Wrong(LORA["other_weights"], "linear.weight")
    return module, state


def filled(trial: Trial, answer: Any, linear: nn.Linear, rank: int, alpha: float) -> tuple[nn.Module, State]:
    """The same with numbers in a and b."""
    module, state = built(trial, answer, linear, rank, alpha)
    for name in ("a", "b"):
        state[name] = numbers(*state[name].shape).to(state[name].dtype)
    module.load_state_dict(state)
    return module, state


def expect_output(
    trial: Trial, got: Any, state: State, x: Tensor, rank: int, alpha: float, *, named: bool = False
) -> None:
    dtype = state["linear.weight"].dtype
    likely = likely_adapted(state, x, rank, alpha) if named else []
    mistakes = [Mistake(LORA[key], value) for key, value in likely]
    trial.close(got, adapted(state, x, rank, alpha).to(dtype), "output", mistakes, tolerance=1e-4)


def check_lora(trial: Trial, answer: Any) -> None:
    """Exercise 7.3."""
    trial.on(mark("A layer of three columns to two, rank 2"))
    x = numbers(4, 3)
    for rank, alpha in ((2, 7.0), (3, 5.0)):
        module, state = filled(trial, answer, layer(3, 2), rank, alpha)
        trial.on(mark("With weights in a and b"))
        expect_output(trial, trial.call(module, x), state, x, rank, alpha, named=True)
    check_beginning(trial, answer, x)
    trial.on(mark("A layer without bias"), LORA["no_bias"])
    module, state = filled(trial, answer, layer(3, 2, bias=False), 2, 3.0)
    expect_output(trial, trial.call(module, x), state, x, 2, 3.0)
    check_merged(trial, answer, x)
    for shape, rank in (((3,), 1), ((1, 3), 2), ((2, 3, 4, 3), 5)):
        trial.on(mark("Rank 1, one vector, many dimensions"), LORA["sizes"])
        module, state = filled(trial, answer, layer(3, 2), rank, 0.5)
        expect_output(trial, trial.call(module, numbers(*shape)), state, numbers(*shape), rank, 0.5)
    trial.on(mark("A float64 layer"), LORA["dtype_raised"])
    module, state = built(trial, answer, layer(3, 2).double(), 2, 3.0)
    for name in ("a", "b"):
        if state[name].dtype != torch.float64:
            raise Wrong(COMMON["dtype"], f"{name}.dtype = {state[name].dtype}", "torch.float64")
    expect_output(trial, trial.call(module, x.double()), state, x.double(), 2, 3.0)


def check_beginning(trial: Trial, answer: Any, x: Tensor) -> None:
    """New, it gives what its layer gives; only a and b learn."""
    trial.on(mark("New, it gives what its layer gives"), LORA["not_equal_at_first"])
    linear = layer(3, 2)
    module, state = built(trial, answer, linear, 2, 6.0)
    trial.close(trial.call(module, x), linear(x).detach(), "output")
    if bool(state["b"].any()):
        raise Wrong(LORA["not_equal_at_first"], "b", "0")
    again = built(trial, answer, layer(3, 2), 2, 6.0)[1]["a"]
    if len(state["a"].unique()) < 6 or torch.equal(state["a"], again):
        raise Wrong(LORA["a_not_random"], "a")
    trial.on(mark("Only a and b learn"))
    module, _ = filled(trial, answer, layer(3, 2), 2, 6.0)
    parameters = dict(module.named_parameters())
    for name in ("linear.weight", "linear.bias"):
        if name in parameters and parameters[name].requires_grad:
            raise Wrong(LORA["not_frozen"], f"{name}.requires_grad = True", "False")
    out = trial.call(module, x)
    for name in ("a", "b"):
        learns = name in parameters and parameters[name].requires_grad and out.requires_grad
        if (
            not learns
            or torch.autograd.grad(out.sum(), parameters[name], retain_graph=True, allow_unused=True)[0] is None
        ):
            raise Wrong(LORA["not_learned"], f"{name}.grad = None")


def check_merged(trial: Trial, answer: Any, x: Tensor) -> None:
    """One plain layer that gives the same; the module stays as it was."""
    for bias in (True, False):
        trial.on(mark("merged()"), LORA["merged"])
        module, state = filled(trial, answer, layer(3, 2, bias=bias), 2, 3.0)
        merged = trial.call_on(lambda module=module: module.merged())
        if type(merged) is not nn.Linear and not isinstance(merged, nn.Linear):
            raise Wrong(LORA["merged_kind"], type(merged).__name__, "nn.Linear")
        expected = {"weight", "bias"} if bias else {"weight"}
        if set(merged.state_dict()) != expected:
            raise Wrong(LORA["merged_kind"], ", ".join(merged.state_dict()), ", ".join(sorted(expected)))
        trial.close(merged(x).detach(), adapted(state, x, 2, 3.0).float(), "merged()(x)", tolerance=1e-4)
        trial.blame = LORA["merged_apart"]
        with torch.no_grad():
            merged.weight.zero_()
        for name, tensor in module.state_dict().items():
            if name in state and not torch.equal(tensor, state[name]):
                raise Wrong(LORA["merged_apart"], name)
        expect_output(trial, trial.call(module, x), state, x, 2, 3.0)
