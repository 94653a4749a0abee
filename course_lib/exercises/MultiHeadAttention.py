"""``MultiHeadAttention``: several attentions side by side (Vaswani et al. 2017, section 3.2.2). Results in float64.

What a question is about: the weights that are loaded, those the layer was born with, n_heads, and what is passed in.
"""

import itertools
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.ask import Ask, holds, state_of
from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.failed import Failed
from course_lib.asking.numbers import FLOATS, GRADIENT_DEPTH, floats, gradients
from course_lib.asking.questions import Raised, Remote
from course_lib.asking.results import Reals, close
from course_lib.asking.unmodified import changed, unchanged
from course_lib.asking.visible import Trial, drawn
from course_lib.exercises import scaled_dot_product_attention as attention
from course_lib.exercises.scaled_dot_product_attention import Pair, blaming, hidden, mixed

Weights = dict[str, Tensor]  # q_proj.weight (d_model, d_model), q_proj.bias (d_model), and so on
Likely = list[tuple[str, Callable[[], Tensor | None]]]
LAYERS = ("q_proj", "k_proj", "v_proj", "out_proj")


def right(
    weights: Weights,
    born: Weights,
    n_heads: int,
    query: Tensor,
    key: Tensor | None = None,
    value: Tensor | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """query (batch, n, d_model), key, value (batch, m, d_model), mask (n, m) or (batch, n, m): (batch, n, d_model)."""
    return layer(weights, n_heads, query, key, value, mask)


def split(x: Tensor, n_heads: int) -> Tensor:
    """(batch, n, d_model) to (batch, heads, n, d_head): head h owns the h-th run of consecutive columns."""
    return x.unflatten(-1, (n_heads, -1)).transpose(1, 2)


def join(x: Tensor) -> Tensor:
    """(batch, heads, n, d_head) to (batch, n, d_model)."""
    return x.transpose(1, 2).flatten(2)


def layer(
    weights: Weights,
    n_heads: int,
    query: Tensor,
    key: Tensor | None = None,
    value: Tensor | None = None,
    mask: Tensor | None = None,
    *,
    layers: Sequence[str] = LAYERS,
    split: Callable[[Tensor, int], Tensor] = split,
    attend: Callable[..., Pair] = attention.right,
    join: Callable[[Tensor], Tensor] = join,
) -> Tensor:
    """Project, share out among heads, attend, put together, project; the keywords make likely mistakes of it."""
    key = query if key is None else key
    value = key if value is None else value
    inputs = zip(layers, (query, key, value), strict=False)
    q, k, v = (split(project(weights, name, x.double()), n_heads) for name, x in inputs)
    mask = None if mask is None else mask.unsqueeze(-3)  # the same for every head
    return project(weights, layers[3], join(attend(q, k, v, mask)[0]))


def project(weights: Weights, name: str, x: Tensor) -> Tensor:
    """x through one layer; through none if it has no name."""
    return x @ weights[f"{name}.weight"].double().mT + weights[f"{name}.bias"].double() if name else x


# ---------------------------------------------------------------- likely mistakes


def mistakes(*given: Any) -> Mistakes:
    """What comes out after each likely mistake; None where such an answer raises."""
    return [(name, possible(function)) for name, function in likely(*given)]


def likely(
    weights: Weights,
    born: Weights,
    n_heads: int,
    query: Tensor,
    key: Tensor | None = None,
    value: Tensor | None = None,
    mask: Tensor | None = None,
) -> Likely:
    """Each likely mistake by its name, not yet computed."""
    make = partial(layer, weights, n_heads, query, key, value, mask)
    return [
        *in_the_attention(make, n_heads, query.shape[-1]),
        *in_the_heads(make, weights, n_heads, query, key, value, mask),
        *in_the_layers(make, weights, born, n_heads, query, key, value, mask),
        *in_the_arguments(weights, n_heads, query, key, value, mask),
        *in_the_mask(make, n_heads, query, mask),
    ]


def possible(function: Callable[[], Tensor | None]) -> Tensor | None:
    try:
        return function()
    except (RuntimeError, IndexError):
        return None


def in_the_attention(make: Callable[..., Tensor], n_heads: int, d_model: int) -> Likely:
    d = d_model // n_heads

    def divided(divisor: float | int) -> Callable[[], Tensor]:
        return lambda: make(attend=partial(attention.right, scale=1 / divisor))

    def raw(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Pair:
        return mixed(hidden(q @ k.mT * d**-0.5, mask), v)

    def causal(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Pair:
        past = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril()
        return attention.right(q, k, v, past if mask is None else past & mask)

    return [
        ("no_scaling", divided(1.0)),
        ("scaled_by_d", divided(d)),
        ("scaled_by_d_model", divided(d_model**0.5)),
        ("scaled_by_heads", divided(n_heads**0.5)),
        ("root_rounded", divided(int(d**0.5))),
        ("half_of_d", divided(2 * d)),
        ("half_of_d", divided(d / 2)),
        ("softmax_axis", lambda: make(attend=partial(attention.right, axis=-2))),
        ("softmax_axis", lambda: make(attend=partial(attention.right, axis=1))),
        ("not_softmax", lambda: make(attend=raw)),
        ("causal", lambda: make(attend=causal)),
    ]


def in_the_heads(make: Callable[..., Tensor], weights: Weights, n_heads: int, *given: Any) -> Likely:
    batch, n, d_model = given[0].shape

    def interleaved(x: Tensor, n_heads: int) -> Tensor:
        return x.unflatten(-1, (-1, n_heads)).movedim(-1, 1)

    def cut(x: Tensor, n_heads: int) -> Tensor:
        return x.reshape(batch, n_heads, x.shape[1], -1)

    def by_token(x: Tensor, n_heads: int) -> Tensor:
        return x.unflatten(-1, (n_heads, -1))

    def flat(x: Tensor) -> Tensor:
        return x.reshape(batch, n, d_model)

    one = partial(layer, weights, 1, *given)
    narrow = partial(attention.right, scale=(d_model // n_heads) ** -0.5)
    return [
        ("heads_interleaved", lambda: make(split=interleaved, join=lambda x: x.movedim(1, -1).flatten(-2))),
        ("heads_interleaved", lambda: make(split=interleaved)),
        ("single_head", one),
        ("single_head", lambda: one(attend=narrow)),
        ("split_without_transpose", lambda: make(split=cut)),
        ("split_without_transpose", lambda: make(split=cut, join=flat)),
        ("merged_without_transpose", lambda: make(join=flat)),
        ("heads_not_tokens", lambda: make(split=by_token, join=flat)),
        ("heads_averaged", lambda: make(join=lambda x: x.mean(dim=1).repeat(1, 1, n_heads))),
        ("heads_averaged", lambda: make(join=lambda x: x.sum(dim=1).repeat(1, 1, n_heads))),
    ]


def in_the_layers(make: Callable[..., Tensor], weights: Weights, born: Weights, n_heads: int, *given: Any) -> Likely:
    def mixed_with(others: Weights, *names: str) -> Callable[[], Tensor]:
        chosen = {name: others[name] if any(part in name for part in names) else weights[name] for name in weights}
        return lambda: layer(chosen, n_heads, *given)

    zeros = {name: torch.zeros_like(tensor) for name, tensor in weights.items()}
    turned = {name: tensor.mT if tensor.dim() == 2 else tensor for name, tensor in weights.items()}
    turned_round: list[Any] = [None if x is None or x.dtype == torch.bool else x.transpose(0, 1) for x in given]
    return [
        ("out_proj_unused", lambda: make(layers=("q_proj", "k_proj", "v_proj", ""))),
        ("shared_projection", lambda: make(layers=("q_proj", "q_proj", "v_proj", "out_proj"))),
        ("shared_projection", lambda: make(layers=("q_proj", "k_proj", "k_proj", "out_proj"))),
        ("shared_projection", lambda: make(layers=("q_proj", "q_proj", "q_proj", "out_proj"))),
        ("projections_swapped", lambda: make(layers=("k_proj", "q_proj", "v_proj", "out_proj"))),
        ("projections_swapped", lambda: make(layers=("q_proj", "v_proj", "k_proj", "out_proj"))),
        ("value_not_projected", lambda: make(layers=("q_proj", "k_proj", "", "out_proj"))),
        ("not_projected", lambda: make(layers=("", "k_proj", "v_proj", "out_proj"))),
        ("not_projected", lambda: make(layers=("q_proj", "", "v_proj", "out_proj"))),
        ("not_projected", lambda: make(layers=("", "", "v_proj", "out_proj"))),
        ("bias_unused", mixed_with(zeros, "bias")),
        ("bias_unused", mixed_with(zeros, "q_proj.bias", "k_proj.bias", "v_proj.bias")),
        ("bias_unused", mixed_with(zeros, "out_proj.bias")),
        ("weight_not_transposed", lambda: layer(turned, n_heads, *given)),
        ("stale_weights", mixed_with(born, "_proj")),
        ("stale_weights", mixed_with(born, "q_proj", "k_proj", "v_proj")),
        ("stale_weights", mixed_with(born, "q_proj.weight", "k_proj.weight", "v_proj.weight")),
        ("batch_second", lambda: layer(weights, n_heads, *turned_round).transpose(0, 1)),
        ("residual", lambda: make() + given[0]),
        ("squeezed", lambda: make().squeeze() if 1 in given[0].shape[:2] else None),
        ("squeezed", lambda: make().squeeze(0) if given[0].shape[0] == 1 else None),
        ("squeezed", lambda: make().squeeze(1) if given[0].shape[1] == 1 else None),
    ]


def in_the_arguments(
    weights: Weights, n_heads: int, query: Tensor, key: Tensor | None, value: Tensor | None, mask: Tensor | None
) -> Likely:
    """None where an argument is not given that such an answer misuses."""

    def made(used: bool, *given: Any) -> Callable[[], Tensor | None]:
        one, other = given
        return lambda: layer(weights, n_heads, query, one, other, mask) if used else None

    keys = (query if key is None else key).double()
    return [
        ("key_ignored", made(key is not None, None, None)),
        ("key_ignored", made(key is not None and value is not None, None, value)),
        ("value_ignored", made(key is not None and value is not None, key, None)),
        ("key_value_swapped", made(key is not None and value is not None, value, key)),
        ("value_default", made(key is not None and value is None, key, query)),
        ("value_overwritten", made(key is None and value is not None, None, None)),
        ("projected_twice", made(value is None, key, project(weights, "k_proj", keys))),
    ]


def in_the_mask(make: Callable[..., Tensor], n_heads: int, query: Tensor, mask: Tensor | None) -> Likely:
    """None without a mask, and where its shape does not let such an answer err."""
    batch, n, _ = query.shape
    shown = torch.ones(1, 1, dtype=torch.bool) if mask is None else mask
    flat, each = shown.dim() == 2, shown.dim() == 3
    heads = torch.arange(n_heads)[:, None, None]

    def by(other: Tensor, fill: float = -torch.inf) -> Tensor:
        """Another mask, one that expands to (batch, heads, n, m)."""
        return make(attend=lambda q, k, v, mask: attention.right(q, k, v, other, fill=fill))

    def after(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Pair:
        return mixed(attention.right(q, k, v)[1] * mask, v)

    def added(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, low: float = 0.0) -> Pair:
        """1 added where the mask is True; or ``low`` taken away where it is False."""
        shift = -low * (~mask).double() if low else mask.double()
        return mixed((q @ k.mT * q.shape[-1] ** -0.5 + shift).softmax(dim=-1), v)

    def repeated() -> Tensor:
        return shown.repeat(n_heads, 1, 1).unflatten(0, (batch, n_heads))

    lows = (1.0, 5.0, 10.0, 20.0, 1e2, 1e3, 1e4)
    likely: Likely = [
        ("mask_ignored", lambda: make(attend=lambda q, k, v, mask: attention.right(q, k, v))),
        ("mask_inverted", lambda: by(~shown.unsqueeze(-3))),
        ("mask_after_softmax", lambda: make(attend=after)),
        ("mask_zero_scores", lambda: by(shown.unsqueeze(-3), 0.0)),
        ("mask_added", lambda: make(attend=added)),
        ("mask_last_row", lambda: by(shown.unsqueeze(-3)[..., -1:, :])),
        ("mask_last_row", lambda: by(shown.unsqueeze(-3)[..., :1, :])),
        ("mask_one_head", lambda: by((heads != 0) | shown.unsqueeze(-3))),
        ("mask_one_head", lambda: by((heads != n_heads - 1) | shown.unsqueeze(-3))),
        ("mask_transposed", lambda: by(shown.mT.unsqueeze(-3)) if n == shown.shape[-1] else None),
        ("mask_guessed", lambda: by(shown[:, None, None]) if flat and len(shown) == batch else None),
        ("batch_mask_heads", lambda: by(shown[None]) if each and batch == n_heads > 1 else None),
        ("mask_repeated", lambda: by(repeated()) if each and batch != n_heads else None),
        ("mask_first_only", lambda: by(shown[0]) if each and batch > 1 else None),
        ("mask_merged", lambda: by(shown.any(dim=0)) if each and batch > 1 else None),
        ("mask_merged", lambda: by(shown.all(dim=0)) if each and batch > 1 else None),
        *(("mask_leaks", partial(by, shown.unsqueeze(-3), -low)) for low in lows),
        *(("mask_leaks", partial(make, attend=partial(added, low=low))) for low in lows[1:]),  # 1 is mask_added
    ]
    return likely if mask is not None else [(name, lambda: None) for name, _ in likely]


def describe(weights: Weights, born: Weights, n_heads: int, query: Tensor, *more: Tensor | None) -> str:
    """The sizes of the layer and of what it is given."""
    given = [("query", query), *zip(("key", "value", "mask"), more, strict=False)]
    shapes = ", ".join(f"{name} {tuple(tensor.shape)}" for name, tensor in given if tensor is not None)
    return f"MultiHeadAttention({query.shape[-1]}, {n_heads}), {shapes}"


# ---------------------------------------------------------------- questions that the check and the exam share


def made(ask: Ask, d_model: int, n_heads: int) -> tuple[Remote, Weights]:
    """A layer of the learner's, and the state it was born with; Failed unless the four layers are in it."""
    try:
        module = ask.make(d_model, n_heads)
    except Raised as raised:
        if "ValueError" not in raised.type_names:
            raise
        raise Failed(
            "value_error_backwards", case=f"{d_model}, {n_heads}", raised=str(raised), line=raised.line
        ) from None
    born = state_of(module, ", ".join(LAYERS))
    if any(f"{name}.weight" not in born for name in LAYERS):
        got = ", ".join(map(str, born)) or "-"
        raise Failed("names", what="state_dict()", got=got[:100], expected=", ".join(LAYERS))
    if any(f"{name}.bias" not in born for name in LAYERS):
        raise Failed("no_bias", what="state_dict()", got=", ".join(map(str, born))[:100], expected="q_proj.bias, …")
    for name in LAYERS:
        shape = tuple(born[f"{name}.weight"].shape)
        if shape != (d_model, d_model):
            expected = str((d_model, d_model))
            raise Failed("projection_shape", what=f"{name}.weight.shape", got=str(shape), expected=expected)
    return module, born


def forward(ask: Ask, module: Remote, given: Given) -> Any:
    """What the layer gives with these weights."""
    weights, born, _, *arguments = given
    module.load_state_dict(born | weights)
    ask.asked.append(given)
    got = module(*arguments)
    if isinstance(got, tuple | list):
        raise Failed(
            "returned_tuple", what="output", got=f"{type(got).__name__} of {len(got)}", expected="torch.Tensor"
        )
    return got


def ask_layer(ask: Ask, weights: Weights, n_heads: int, *arguments: Tensor | None, named: bool = True) -> None:
    """A new layer with these weights gives what is right for these arguments; else it is named after what explains it,
    unless the numbers are too few to tell."""
    module, born = made(ask, len(weights["q_proj.bias"]), n_heads)
    given = (weights, born, n_heads, *arguments)
    got = forward(ask, module, given)
    ask.settle([given], [got]) if named else ask.expect(got, given)


def ask_values(ask: Ask, modules: Sequence[Remote], rounds: Sequence[Given], other: Tensor) -> None:
    """All that comes back is right, and comes back again; else it is named after what explains all of it.

    ``other``: another query for the first layer, which must not remember the first.
    """
    got = [forward(ask, module, given) for module, given in zip(modules, rounds, strict=True)]
    ask.steady(got[0], modules[0](*rounds[0][3:]))
    ask.settle(rounds, got)
    again = (*rounds[0][:3], other)
    with ask.blaming("remembers_calls"):
        ask.expect(forward(ask, modules[0], again), again)


def ask_changed(ask: Ask, old: Weights, new: Weights, n_heads: int, query: Tensor) -> None:
    """Training changes the four layers between calls: the next call must see it."""
    module, born = made(ask, query.shape[-1], n_heads)
    for weights, before in ((old, born), (new, old)):
        given = (weights, {**born, **before}, n_heads, query)
        with ask.blaming("stale_weights"):
            ask.expect(forward(ask, module, given), given, named=True)


def ask_defaults(ask: Ask, weights: Weights, n_heads: int, query: Tensor, key: Tensor, value: Tensor) -> None:
    """What is left out makes no difference from its default, nor do names. All three are of one shape."""
    module, born = made(ask, query.shape[-1], n_heads)
    sized = weights, born, n_heads
    for name, short, full in (
        ("value_default", (query, key), (query, key, key)),
        ("value_overwritten", (query, None, value), (query, query, value)),
    ):
        plain = forward(ask, module, (*sized, *full))
        with ask.blaming(name):
            ask.expect_same(name, forward(ask, module, (*sized, *short)), plain)
    plain = forward(ask, module, (*sized, query, key, value))
    with ask.blaming("argument_names"):
        ask.expect_same("argument_names", module(mask=None, value=value, key=key, query=query), plain)


def ask_mask(
    ask: Ask, weights: Weights, n_heads: int, query: Tensor, key: Tensor | None, mask: Tensor, name: str = ""
) -> None:
    """A mask hides keys: those that no query may attend to may as well be others.

    Cross-attention and a batch of one are asked only where they are right without a mask.
    """
    if (key is not None or len(query) == 1) and not holds(ask_layer, ask, weights, n_heads, query, key):
        return
    several = [key] if key is None else [key, torch.where(mask.any(dim=-2).unsqueeze(-1), key, -3 * key)]
    given = [(weights, weights, n_heads, query, keys, None, mask) for keys in several]
    if not ask.exercise.alike(ask.want(*given[0]), ask.want(*given[-1])):
        raise Failed("value")  # a known mistake by which hidden keys count
    for keys in several:
        with blaming(ask, name) if name else nullcontext():
            ask_layer(ask, weights, n_heads, query, keys, None, mask)


def ask_masks_in_turn(ask: Ask, weights: Weights, n_heads: int, query: Tensor, *masks: Tensor) -> None:
    """One layer, another mask in each call."""
    module, born = made(ask, query.shape[-1], n_heads)
    for mask in masks:
        given = (weights, born, n_heads, query, None, None, mask)
        alone = holds(ask_layer, ask, weights, n_heads, query, None, None, mask)  # else no earlier call is to blame
        with blaming(ask, "remembers_calls") if alone else nullcontext():
            ask.expect(forward(ask, module, given), given, named=True)


def ask_batch_masks(ask: Ask, weights: Weights, n_heads: int, *rounds: tuple[Tensor, Tensor | None, Tensor]) -> None:
    """A mask for each sequence; in the second round for as many as heads, where a mistaken axis does not even raise."""
    query = rounds[0][0]
    past = torch.ones(query.shape[1], query.shape[1], dtype=torch.bool).tril()
    name = "batch_mask" if holds(ask_layer, ask, weights, n_heads, query, None, None, past) else ""
    try:
        for arguments in rounds:
            ask_mask(ask, weights, n_heads, *arguments, name)
    except Failed as failed:
        if failed.key == name and failed.facts.raised:
            with suppress(Raised):
                ask_mask(ask, weights, n_heads, *rounds[1])
        raise


def ask_one_key(ask: Ask, weights: Weights, scores: Tensor, value: Tensor, mask: Tensor) -> None:
    """Each query may attend to one key, and the hidden ones score about 10 000, in both of two heads of 16 columns.

    See ``attention.ask_one_key``: first the key that is left scores 0, then −10 000.
    """
    same = {"weight": torch.eye(32), "bias": torch.zeros(32)}
    weights = weights | {f"{name}.{part}": tensor for name in LAYERS[:2] for part, tensor in same.items()}
    for low, name in ((0.0, "mask_after_softmax"), (-1e4, "overflow")):
        query, key, _ = attention.exact(torch.where(mask & (scores > 1e3), low, scores), value)
        query, key = query.repeat(1, 1, 2), key.repeat(1, 1, 2)
        if not holds(ask_layer, ask, weights, 2, query / 1e4, key, value):
            return
        with blaming(
            ask,
            name,
            *(found for found, _ in likely(weights, weights, 2, query, key, value, mask) if "mask" in found),
        ):
            ask_layer(ask, weights, 2, query, key, value, mask)


def ask_dtypes(ask: Ask, weights: Weights, n_heads: int, query: Tensor, mask: Tensor) -> None:
    """float32, and after .double() float64 and as exact as it is; with a mask the dtype is kept, whatever comes."""
    for dtype, shown in itertools.product(FLOATS, (None, mask)):
        module, born = made(ask, query.shape[-1], n_heads)
        if dtype == torch.float64:
            module.keep("double")
        cast = dict(zip(weights, floats(tuple(weights.values()), dtype), strict=True))
        given = (cast, born, n_heads, *floats((query,), dtype), None, None, shown)
        try:
            got = forward(ask, module, given)
        except Raised as raised:
            if shown is not None and dtype == torch.float32:
                return  # a mask that raises in any float is another matter
            raise Failed("dtype_raised", raised=str(raised), line=raised.line, case=describe(*given)) from None
        if shown is not None:
            ask.exercise.results[0].strict(ask.exercise.read(got)[0], dtype)
            continue
        ask.expect(got, given, strict=dtype)
        try:
            ask.expect(got, given, dtype=dtype)
        except Failed as failed:
            raise failed.named("float32_inside") from None


def ask_gradients(ask: Ask, weights: Weights, n_heads: int, *inputs: Tensor, seed: int = 7) -> None:
    """The gradient of the output reaches query, key and value, and the weights of all four layers."""
    module, born = made(ask, inputs[0].shape[-1], n_heads)
    given = (weights, born, n_heads, *inputs)
    forward(ask, module, given)
    cotangent = torch.randn(inputs[0].shape, generator=torch.Generator().manual_seed(seed))
    _, got = module.call_with_grads(inputs, [0, 1, 2], [cotangent])
    try:
        ask.expect_gradients(got, gradients(ask.want, given, [3, 4, 5], [cotangent]), [3, 4, 5])
    except Failed as failed:
        raise attention.cut_off(failed) from None
    module.keep("zero_grad")
    module.keep("__call__", *inputs).call("backward", cotangent)

    def of_weights(*leaves: Tensor) -> tuple[Tensor, ...]:
        return ask.want(dict(zip(weights, leaves, strict=True)), *given[1:])

    places = range(len(weights))
    for name, want in zip(weights, gradients(of_weights, (*weights.values(),), places, [cotangent]), strict=True):
        grad = module.get(f"{name}.grad")
        if not isinstance(grad, Tensor):
            raise Failed("parameters_frozen", what=f"{name}.grad", got="None", expected=str(tuple(want.shape)))
        if not close(grad, want, torch.float32, GRADIENT_DEPTH):
            raise Failed("gradient", what=f"{name}.grad", got="other numbers", expected=str(tuple(want.shape)))


def ask_unmodified(ask: Ask, weights: Weights, n_heads: int, *arguments: Tensor) -> None:
    """The arguments come back as they were; a mask that raises is another matter."""
    module, born = made(ask, arguments[0].shape[-1], n_heads)
    module.load_state_dict(born | weights)
    batched = arguments[-1].expand(len(arguments[0]), -1, -1).clone()  # a mask for each text
    for given in (arguments[:3], arguments, (*arguments[:3], batched)):
        sent, remotes = zip(*(ask.keep(tensor) for tensor in given), strict=True)
        try:
            module.keep("__call__", *sent)
        except Raised:
            if len(given) < 4:
                raise
        for name, before, remote in zip(("query", "key", "value", "mask"), given, remotes, strict=False):
            if not unchanged(before, now := remote.call("clone")):
                raise changed(name, before, now)


def ask_value_error(ask: Ask, d_model: int, n_heads: int) -> None:
    """Heads that do not share out the columns evenly; an error at the first call is late, but it is one."""
    case = f"d_model = {d_model}, n_heads = {n_heads}"
    try:
        module = ask.make(d_model, n_heads)
    except Raised as raised:
        if "ValueError" not in raised.type_names:
            seen: dict[str, Any] = {"case": case, "raised": str(raised), "expected": "ValueError", "line": raised.line}
            raise Failed("wrong_exception", **seen) from None
        return
    try:
        module(torch.ones(2, 3, d_model))
    except Raised as raised:
        if "ValueError" in raised.type_names:
            return
    raise Failed("no_value_error", what="MultiHeadAttention(…)", case=case, got="no error", expected="ValueError")


# ---------------------------------------------------------------- the check


def weighed(d_model: int, seed: int = 0) -> Weights:
    """Weights and biases of the four layers, the same each time."""
    shapes = itertools.chain.from_iterable(((d_model, d_model), (d_model,)) for _ in LAYERS)
    names = [f"{name}.{part}" for name in LAYERS for part in ("weight", "bias")]
    return dict(zip(names, drawn(seed, *shapes), strict=True))


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    w = weighed(10)
    x, y, z = drawn(9, (2, 3, 10), (2, 5, 10), (2, 5, 10))
    square = torch.tensor([[1, 0, 1], [0, 1, 0], [1, 1, 0]]).bool()
    wide = torch.tensor([[1, 0, 1, 1, 0], [0, 1, 1, 0, 0], [1, 0, 0, 1, 0]]).bool()
    with trial.case("example"):
        identity = {"weight": torch.eye(2), "bias": torch.zeros(2)}
        same = {f"{name}.{part}": tensor for name in LAYERS for part, tensor in identity.items()}
        ask_layer(trial, same, 2, torch.tensor([[[1.0, 0.0], [0.0, 2.0]]]), named=False)
    with trial.case("self_attention"):
        module, born = made(trial, 10, 2)
        ask_values(trial, [module], [(w, born, 2, x)], y[:, :3])
    with trial.case("stale_weights"):
        ask_changed(trial, w, weighed(10, 1), 2, x)
    with trial.case("same_length"):
        ask_layer(trial, w, 2, x, y, z)
    with trial.case("mask_two_dimensions"):
        ask_mask(trial, w, 2, 4 * x, None, square, "mask_two_dimensions")
        ask_masks_in_turn(trial, w, 2, 4 * x, square, square.flip(0))
        ask_mask(trial, w, 2, 4 * x, 4 * y, wide)
        ask_mask(trial, w, 2, 4 * x[:, :2], 4 * y, wide[:2])
    with trial.case("one_key"):
        only = torch.eye(3, 4, dtype=torch.bool)
        ask_one_key(trial, weighed(32), attention.HIDDEN_BEST.repeat(2, 1, 1), drawn(3, (2, 4, 32))[0], only)
    with trial.case("batch_mask"):
        each, (three,) = torch.stack([square, square.flip(1), square.flip(0)]), drawn(5, (3, 3, 10))
        ask_batch_masks(trial, w, 2, (4 * three, None, each), (4 * x, None, each[:2]))
    with trial.case("defaults"):
        ask_defaults(trial, w, 2, x, y[:, :3], z[:, :3])
    with trial.case("edges"):
        for batch, n, d_model, heads in ((2, 1, 6, 2), (1, 3, 6, 2), (2, 3, 5, 1), (2, 3, 4, 4)):
            with blaming(trial, "edges", "squeezed"):
                ask_layer(trial, weighed(d_model), heads, *drawn(4, (batch, n, d_model)))
    with trial.case("no_value_error"):
        for d_model, heads in ((6, 4), (4, 8)):
            ask_value_error(trial, d_model, heads)
    with trial.case("unmodified"):
        ask_unmodified(trial, w, 2, x, y[:, :3], z[:, :3], square)
    with trial.case("gradient"):
        ask_gradients(trial, w, 2, x, y[:, :3], z[:, :3])
    with trial.case("float64"):
        ask_dtypes(trial, w, 2, x, square)


EXERCISE = Exercise(
    "MultiHeadAttention",
    number="4.3",
    hidden=11,
    arguments=("weights", "born", "n_heads", "query", "key", "value", "mask"),
    results=(Reals("output"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    describe=describe,
)
