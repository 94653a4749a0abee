"""The visible checks of exercise 4.3, multi-head attention: layers are given weights, then numbers are compared."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.checks.checker import COMMON, Mistake, NotWritten, Trial, Wrong, difference, same
from course_lib.checks.transformers_causes import CAUSES
from course_lib.checks.transformers_wrong import Pair, attend, mixed
from course_lib.language import mark

LAYERS = ("q_proj", "k_proj", "v_proj", "out_proj")
D_MODEL, HEADS = 6, 2  # two heads of three columns
ALLOWED = torch.tensor([[True, False, True, True], [False, True, False, True], [True, True, False, False]])


def numbers(*shape: int) -> Tensor:
    """Small numbers without a pattern: sines of 1, 4, 9, …"""
    return torch.arange(1, 1 + torch.Size(shape).numel()).double().square().sin().view(shape).float()


X, Y, Z = numbers(2, 3, D_MODEL), numbers(2, 5, D_MODEL)[:, 1:], numbers(2, 7, D_MODEL)[:, 3:]
Weights = dict[str, Tensor]


def given_weights(d_model: int, shift: int = 0) -> Weights:
    """Weights and biases for the four layers."""
    draws = numbers(4 + shift, d_model + 1, d_model)[shift:]
    weights = {f"{layer}.weight": draw[:-1] for layer, draw in zip(LAYERS, draws, strict=True)}
    return weights | {f"{layer}.bias": draw[-1] for layer, draw in zip(LAYERS, draws, strict=True)}


def check_heads(trial: Trial, answer: Any) -> None:
    """Exercise 4.3."""
    trial.on(mark("Four layers with the right names and shapes: MultiHeadAttention(6, 2)"))
    module, w, born = built(trial, answer, D_MODEL, HEADS)
    trial.on(mark("Self-attention: query (2, 3, 6)"))
    got, want = trial.steady(module, X), multi_head(w, HEADS, X)
    expect_heads(trial, got, want, likely_heads(w, born, X))
    trial.on(mark("New weights show in the next call"), CAUSES["stale_weights"])
    new = given_weights(D_MODEL, shift=2)
    load(module, new)
    expect_heads(trial, trial.call(module, X), multi_head(new, HEADS, X), [])
    load(module, w)
    check_arguments(trial, module, w)
    check_masks(trial, module, w)
    check_names(trial, module, w)
    check_sizes(trial, answer)
    check_tensors(trial, answer, module, w)


def built(trial: Trial, answer: Any, d_model: int, heads: int) -> tuple[nn.Module, Weights, Weights]:
    """A module of the learner's with our weights; those, and the weights it was born with. Else Wrong."""
    try:
        module = answer(d_model, heads)
        born = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    except NotImplementedError:
        raise NotWritten from None
    except ValueError as error:
        sizes = f"d_model={d_model}, n_heads={heads}"
        raise Wrong.raised(CAUSES["value_error_backwards"], error, sizes) from None
    except Exception as error:
        raise Wrong.raised(CAUSES["names"], error) from None
    w = given_weights(d_model)
    if any(f"{layer}.weight" not in born for layer in LAYERS):
        raise Wrong(CAUSES["names"], ", ".join(born) or "-", ", ".join(LAYERS))
    if any(f"{layer}.bias" not in born for layer in LAYERS):
        raise Wrong(CAUSES["no_bias"], ", ".join(born))
    for name, tensor in w.items():
        if born[name].shape != tensor.shape:
            raise Wrong(CAUSES["projection_shape"], f"{name}: {tuple(born[name].shape)}", f"{tuple(tensor.shape)}")
    load(module, w)
    return module, w, born


def load(module: nn.Module, w: Weights) -> None:
    module.load_state_dict({**module.state_dict(), **w})


def expect_heads(
    trial: Trial, got: Any, want: Tensor, likely: list[tuple[str, Tensor]], tolerance: float = 1e-4
) -> None:
    """``got`` is one tensor, the output. Else Wrong."""
    if isinstance(got, tuple | list):
        raise Wrong(CAUSES["returned_tuple"], type(got).__name__, "torch.Tensor")
    trial.close(got, want, "output", [Mistake(CAUSES[key], value) for key, value in likely], tolerance=tolerance)


def check_arguments(trial: Trial, module: nn.Module, w: Weights) -> None:
    """Key and value: given, and by default."""
    trial.on(mark("Cross-attention: query (2, 3, 6), key and value (2, 4, 6)"), CAUSES["same_length"])
    likely = [
        ("key_ignored", multi_head(w, HEADS, X)),
        ("value_ignored", multi_head(w, HEADS, X, Y)),
        ("key_value_swapped", multi_head(w, HEADS, X, Z, Y)),
    ]
    expect_heads(trial, trial.call(module, X, Y, Z), multi_head(w, HEADS, X, Y, Z), likely)
    trial.on(mark("Without a value: query (2, 3, 6), key (2, 3, 6)"), CAUSES["value_default"])
    key = Y[:, :3]
    expect_heads(trial, trial.call(module, X, key), multi_head(w, HEADS, X, key),
                 [("value_default", multi_head(w, HEADS, X, key, X))])  # fmt: skip
    trial.on(mark("A value without a key: query (2, 3, 6), value (2, 3, 6)"))
    overwritten = [("value_overwritten", multi_head(w, HEADS, X))]
    expect_heads(trial, trial.call(module, X, None, key), multi_head(w, HEADS, X, X, key), overwritten)


def check_masks(trial: Trial, module: nn.Module, w: Weights) -> None:
    """Masks (n, m) and (batch, n, m), and one that leaves a single key."""
    trial.on(mark("A mask (3, 4) for all sequences"), CAUSES["mask_two_dimensions"])
    q, k, want = 4 * X, 4 * Y, multi_head(w, HEADS, 4 * X, 4 * Y, mask=ALLOWED)
    got = trial.call(module, q, k, None, ALLOWED)
    expect_heads(trial, got, want, likely_masked(w, q, k))
    trial.on(mark("A mask that leaves each query one key, with scores of ±10 000"), CAUSES["overflow"])
    one = torch.eye(3, 4, dtype=torch.bool)
    q, k = 200 * X, 200 * Y
    leaks = [("mask_leaks", multi_head(w, HEADS, q, k, mask=one, fill=fill)) for fill in (-1e2, -1e3, -1e4)]
    expect_heads(trial, trial.call(module, q, k, None, one), multi_head(w, HEADS, q, k, mask=one), leaks)
    trial.on(mark("A mask (2, 3, 4), one for each sequence"), CAUSES["batch_mask"])
    each = torch.stack([ALLOWED, ALLOWED.flip(0)])
    likely = [
        ("batch_mask_heads", multi_head(w, HEADS, X, Y, mask=each[None])),
        ("mask_first_only", multi_head(w, HEADS, X, Y, mask=each[0])),
    ]
    expect_heads(trial, trial.call(module, X, Y, None, each), multi_head(w, HEADS, X, Y, mask=each), likely)
    each = torch.stack([ALLOWED, ALLOWED.flip(0), ALLOWED.flip(1)])
    q, k = numbers(3, 3, D_MODEL), numbers(3, 4, D_MODEL)
    expect_heads(trial, trial.call(module, q, k, None, each), multi_head(w, HEADS, q, k, mask=each), [])


def check_names(trial: Trial, module: nn.Module, w: Weights) -> None:
    """Each argument by its name."""
    trial.on(mark("Arguments by name: query=, key=, value=, mask="), CAUSES["argument_names"])
    got = trial.call(module, query=X, key=Y, value=Z, mask=torch.ones(3, 4, dtype=torch.bool))
    expect_heads(trial, got, multi_head(w, HEADS, X, Y, Z), [])


def check_sizes(trial: Trial, answer: Any) -> None:
    """Sizes of 1, and sizes that cannot be."""
    for batch, n, d_model, heads in ((2, 1, 6, 2), (1, 3, 6, 2), (2, 3, 4, 1), (2, 3, 4, 4)):
        trial.on(mark("One token, a batch of one, one head, one column per head"), CAUSES["edges"])
        module, w, _ = built(trial, answer, d_model, heads)
        x, want = numbers(batch, n, d_model), multi_head(w, heads, numbers(batch, n, d_model))
        shapes = [("squeezed", want.squeeze(axis)) for axis in ((0, 1), 0, 1)]
        expect_heads(trial, trial.call(module, x), want, shapes)
    trial.on(mark("MultiHeadAttention(6, 4) and MultiHeadAttention(4, 8) raise ValueError"))
    for d_model, heads in ((6, 4), (4, 8)):
        call = f"MultiHeadAttention({d_model}, {heads})"
        try:
            module = answer(d_model, heads)
        except Exception as error:
            if not isinstance(error, ValueError):
                raise Wrong.raised(CAUSES["wrong_exception"], error, f"{call}: ValueError") from None
            continue
        try:
            module(numbers(2, 3, d_model))
        except ValueError:
            continue
        except Exception:
            pass
        raise Wrong(CAUSES["no_value_error"], call, "ValueError")


def check_tensors(trial: Trial, answer: Any, module: nn.Module, w: Weights) -> None:
    """What has to hold for any layer: dtype, untouched arguments, gradient."""
    trial.on(mark("The same in float64, after .double()"))
    wide, _, _ = built(trial, answer, D_MODEL, HEADS)
    load(wide.double(), {name: tensor.double() for name, tensor in w.items()})
    x = X.double()
    trial.blame = CAUSES["dtype_raised"]
    got, want = trial.call(wide, x), multi_head(w, HEADS, x)
    trial.blame = None
    if same(got, want, 1e-4) and got.dtype == want.dtype and not same(got, want, 1e-10):
        raise Wrong(COMMON["float32_inside"], *difference(got, want, "output"))
    expect_heads(trial, got, want, [], tolerance=1e-4)
    trial.on(mark("Arguments stay as they were"))
    before = {"query": X, "key": Y, "value": Z, "mask": ALLOWED}
    now = {name: tensor.clone() for name, tensor in before.items()}
    trial.call_on(module, *now.values())
    for name, tensor in before.items():
        if not torch.equal(tensor, now[name]):
            raise Wrong(COMMON["mutated"], *difference(now[name], tensor, name))
    trial.on(mark("The gradient reaches the inputs and the four layers"))
    check_gradient(trial, module, w)


def check_gradient(trial: Trial, module: nn.Module, w: Weights) -> None:
    """Gradients of the sum of squares of the output, compared with those of the formula."""
    inputs, right = ([tensor.clone().requires_grad_() for tensor in (X, Y, Z)] for _ in range(2))
    leaves = {name: tensor.clone().requires_grad_() for name, tensor in w.items()}
    multi_head(leaves, HEADS, *right).square().sum().backward()
    module.zero_grad()
    output = trial.call_on(module, *inputs)
    if not output.requires_grad or all(tensor.grad_fn is None and not tensor.requires_grad for tensor in inputs):
        raise Wrong(COMMON["no_gradient"])
    trial.call_on(output.square().sum().backward)
    if inputs[0].grad is None and inputs[1].grad is None:
        raise Wrong(CAUSES["weights_detached" if inputs[2].grad is not None else "no_gradient"], "query.grad = None")
    parameters = dict(module.named_parameters())
    for name in leaves:
        if parameters[name].grad is None:
            raise Wrong(CAUSES["parameters_frozen"], f"{name}.grad = None")
    pairs = [(name, parameters[name].grad, leaf.grad) for name, leaf in leaves.items()]
    pairs += [
        (name, one.grad, two.grad) for name, one, two in zip(("query", "key", "value"), inputs, right, strict=True)
    ]
    for name, got, want in pairs:
        if got is None or want is None or not same(got, want, 1e-3):
            raise Wrong(COMMON["gradient"], f"{name}.grad")


# ---------------------------------------------------------------- the answers of likely mistakes


def project(w: Weights, layer: str, x: Tensor) -> Tensor:
    return x.double() @ w[f"{layer}.weight"].double().mT + w[f"{layer}.bias"].double() if layer else x.double()


def runs(x: Tensor, heads: int) -> Tensor:
    """(batch, n, d_model) to (batch, heads, n, d_head), consecutive columns."""
    return torch.stack(x.chunk(heads, dim=-1), dim=1)


def together(x: Tensor) -> Tensor:
    return torch.cat(x.unbind(dim=1), dim=-1)


def multi_head(
    w: Weights,
    heads: int,
    q: Tensor,
    k: Tensor | None = None,
    v: Tensor | None = None,
    mask: Tensor | None = None,
    *,
    layers: tuple[str, str, str] = LAYERS[:3],
    split: Callable[[Tensor, int], Tensor] = runs,
    join: Callable[[Tensor], Tensor] = together,
    attention: Callable[..., Pair] = attend,
    finish: str = "out_proj",
    **changes: Any,
) -> Tensor:
    """What the checks compare with; the keywords make likely mistakes of it. ``changes`` go to the attention."""
    k = q if k is None else k
    v = k if v is None else v
    parts = [split(project(w, layer, x), heads) for layer, x in zip(layers, (q, k, v), strict=True)]
    if mask is not None and mask.dim() == 3:
        mask = mask[:, None]
    return project(w, finish, join(attention(*parts, mask, **changes)[0])).to(q.dtype)


def likely_heads(w: Weights, born: Weights, x: Tensor) -> list[tuple[str, Tensor]]:
    """Self-attention after each likely mistake."""
    batch, n, d_model = x.shape
    per_head = d_model // HEADS

    def make(**changes: Any) -> Tensor:
        return multi_head(w, HEADS, x, **changes)

    def flat(t: Tensor) -> Tensor:
        return t.reshape(batch, n, d_model)

    def spread(t: Tensor, heads: int) -> Tensor:
        return t.unflatten(-1, (-1, heads)).movedim(-1, 1)

    def cut(t: Tensor, heads: int) -> Tensor:
        return t.reshape(batch, heads, n, -1)

    def raw(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Pair:
        return mixed(v, q @ k.mT * per_head**-0.5, v.dtype)

    zero = {name: tensor * (not name.endswith("bias")) for name, tensor in w.items()}
    turned = {name: tensor.T if tensor.dim() == 2 else tensor for name, tensor in w.items()}
    late = {name: tensor if name.startswith("out") else born[name] for name, tensor in w.items()}
    causal = torch.ones(n, n, dtype=torch.bool).tril()
    return [
        ("heads_interleaved", make(split=spread, join=lambda t: t.movedim(1, -1).flatten(-2))),
        ("heads_interleaved", make(split=spread)),
        ("no_scaling", make(scale=1.0)),
        ("scaled_by_d", make(scale=1 / per_head)),
        ("scaled_by_d_model", make(scale=d_model**-0.5)),
        ("scaled_by_heads", make(scale=HEADS**-0.5)),
        ("out_proj_unused", make(finish="")),
        ("single_head", multi_head(w, 1, x)),
        ("single_head", multi_head(w, 1, x, scale=per_head**-0.5)),
        ("split_without_transpose", make(split=cut)),
        ("split_without_transpose", make(split=cut, join=flat)),
        ("merged_without_transpose", make(join=flat)),
        ("heads_not_tokens", make(split=lambda t, heads: t.unflatten(-1, (heads, -1)), join=flat)),
        ("shared_projection", make(layers=("q_proj", "q_proj", "v_proj"))),
        ("shared_projection", make(layers=("q_proj", "k_proj", "k_proj"))),
        ("shared_projection", make(layers=("q_proj", "q_proj", "q_proj"))),
        ("projections_swapped", make(layers=("k_proj", "q_proj", "v_proj"))),
        ("projections_swapped", make(layers=("q_proj", "v_proj", "k_proj"))),
        ("value_not_projected", make(layers=("q_proj", "k_proj", ""))),
        ("bias_unused", multi_head(zero, HEADS, x)),
        ("weight_not_transposed", multi_head(turned, HEADS, x)),
        ("stale_weights", multi_head(born, HEADS, x)),
        ("stale_weights", multi_head(late, HEADS, x)),
        ("batch_second", multi_head(w, HEADS, x.transpose(0, 1)).transpose(0, 1)),
        ("causal", make(mask=causal)),
        ("softmax_axis", make(axis=-2)),
        ("softmax_axis", make(axis=1)),
        ("not_softmax", make(attention=raw)),
        ("residual", make() + x),
        ("heads_averaged", make(join=lambda t: t.mean(1).repeat(1, 1, HEADS))),
    ]


def likely_masked(w: Weights, q: Tensor, k: Tensor) -> list[tuple[str, Tensor]]:
    """Cross-attention with the mask ALLOWED after each likely mistake."""
    number = ALLOWED.double()

    def make(mask: Tensor | None = None, **changes: Any) -> Tensor:
        return multi_head(w, HEADS, q, k, mask=mask, **changes)

    def after(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Pair:
        return mixed(v, attend(q, k, v)[1] * number, v.dtype)

    first = torch.stack([ALLOWED, torch.ones_like(ALLOWED)])[None]
    return [
        ("mask_ignored", make()),
        ("mask_inverted", make(~ALLOWED)),
        ("mask_after_softmax", make(attention=after)),
        ("mask_zero_scores", make(ALLOWED, fill=0.0)),
        ("mask_added", make(add=number)),
        ("mask_last_row", make(ALLOWED[-1:].expand_as(ALLOWED))),
        ("mask_one_head", make(first)),
        ("mask_one_head", make(first.flip(1))),
        *(("mask_leaks", make(ALLOWED, fill=fill)) for fill in (-1.0, -5.0, -10.0, -20.0)),
    ]
