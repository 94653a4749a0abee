"""The exam of ``MultiHeadAttention``.

The reference and the answers of likely mistakes are computed here in float64 with weights drawn here and loaded into
the learner's layers (Vaswani et al. 2017, section 3.2.2).
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import (
    FLOATS,
    GRADIENT_DEPTH,
    blamed_on,
    cast,
    expect_deterministic,
    expect_gradients,
    gradients,
    less_precise_than_float64,
    like,
    unchanged,
)
from autograder.exams.transformers_attention import Pair, attend, weighted
from autograder.exams.transformers_mask import causal
from autograder.properties import Ask, Exam, Failed, Foreign, Mistake, Raised, Remote, Rng, expect, expect_close

heads_exam = Exam("MultiHeadAttention")

DEPTH = 8.0  # roundings that follow each other: four projections, two products and a softmax

Weights = dict[str, Tensor]
LAYERS = ("q_proj", "k_proj", "v_proj", "out_proj")


def project(w: Weights, layer: str, x: Tensor) -> Tensor:
    return x @ w[f"{layer}.weight"].double().mT + w[f"{layer}.bias"].double()


def split(x: Tensor, heads: int) -> Tensor:
    """(batch, n, d_model) to (batch, heads, n, d_head): head h owns the h-th run of consecutive columns."""
    return x.unflatten(-1, (heads, -1)).transpose(-3, -2)


def join(x: Tensor) -> Tensor:
    return x.transpose(-3, -2).flatten(-2)


def multi_head(
    w: Weights,
    heads: int,
    q: Tensor,
    k: Tensor | None = None,
    v: Tensor | None = None,
    mask: Tensor | None = None,
    *,
    layers: tuple[str, str, str] = ("q_proj", "k_proj", "v_proj"),
    split: Callable[[Tensor, int], Tensor] = split,
    join: Callable[[Tensor], Tensor] = join,
    finish: Callable[[Tensor], Tensor] | None = None,
    attention: Callable[..., Pair] = attend,
) -> Tensor:
    """Multi-head attention (section 3.2.2) in float64; the keywords make likely mistakes of it.

    The mask may also come as (batch or 1, heads or 1, n, m), which is how some mistakes read it.
    """
    k = q if k is None else k
    v = k if v is None else v
    inputs = zip(layers, (q, k, v), strict=True)
    parts = [split(project(w, layer, x.double()) if layer else x.double(), heads) for layer, x in inputs]
    if mask is not None and mask.dim() == 3:
        mask = mask.unsqueeze(1)
    merged = join(attention(*parts, mask)[0])
    return project(w, "out_proj", merged) if finish is None else finish(merged)


def build(ask: Ask, rng: Rng, d_model: int, heads: int) -> tuple[Remote, Weights, Weights]:
    """A module of the learner's with weights of ours; those weights and the ones it was born with, float32."""
    try:
        module = ask.make(heads_exam.name, d_model, heads)
    except Raised as raised:
        if "ValueError" in raised.type_names:
            raise Failed("value_error_backwards", d_model=d_model, n_heads=heads) from None
        raise
    born = state_of(module, d_model)
    w = fresh_weights(rng, d_model)
    module.load_state_dict(born | w)
    return module, w, {name: born[name] for name in w}


def state_of(module: Remote, d_model: int) -> Weights:
    """The module's state; Failed unless the four layers are in it, by name and shape."""
    try:
        state = module.state_dict()
    except Raised as raised:
        raise Failed("names", got=str(raised)[:200]) from None
    if not isinstance(state, dict) or not all(isinstance(item, Tensor) for item in state.values()):
        raise Failed("names", got=state.type_name if isinstance(state, Foreign) else type(state).__name__)
    names = [f"{layer}.weight" for layer in LAYERS]
    expect(all(name in state for name in names), "names", got=", ".join(map(str, state)) or "-")
    expect(all(f"{layer}.bias" in state for layer in LAYERS), "no_bias", got=", ".join(map(str, state)))
    for name in names:
        shape = tuple(state[name].shape)
        expect(shape == (d_model, d_model), "projection_shape", what=name, got=shape, expected=(d_model, d_model))
    return state


def fresh_weights(rng: Rng, d_model: int) -> Weights:
    w = {f"{layer}.weight": rng.normal(d_model, d_model, scale=d_model**-0.5) for layer in LAYERS}
    w |= {f"{layer}.bias": rng.normal(d_model, scale=0.5) for layer in LAYERS}
    return {name: tensor.float() for name, tensor in w.items()}


def expect_heads(
    got: Any,
    want: Tensor,
    mistakes: Callable[[], Sequence[Mistake]] = tuple,
    dtype: torch.dtype = torch.float32,
    strict: bool = False,
) -> None:
    """``got`` is the module's output ``want`` (batch, n, d_model)."""
    expect(not isinstance(got, tuple | list), "returned_tuple", got=type(got).__name__)
    got = got if strict else cast(got, dtype)
    if not like(got, want, dtype, DEPTH):
        expect_close(got, want, dtype=dtype, depth=DEPTH, mistakes=mistakes())


def heads_mistakes(w: Weights, born: Weights, heads: int, x: Tensor) -> list[Mistake]:
    """What self-attention gives after each likely mistake."""
    make = partial(multi_head, w, heads, x)
    batch, n, d_model = x.shape
    per_head = d_model // heads

    def scaled(scale: float) -> Callable[..., Pair]:
        return partial(attend, scale=scale)

    def interleaved(t: Tensor, h: int) -> Tensor:
        return t.unflatten(-1, (-1, h)).movedim(-1, 1)

    def uncrossed(t: Tensor, h: int) -> Tensor:
        return t.reshape(batch, h, n, -1)

    def by_token(t: Tensor, h: int) -> Tensor:
        return t.unflatten(-1, (h, -1))

    def flat(t: Tensor) -> Tensor:
        return t.reshape(batch, n, d_model)

    def average(t: Tensor) -> Tensor:
        return t.mean(1).repeat(1, 1, heads)

    def raw(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Pair:
        return weighted(v, q @ k.mT * per_head**-0.5)

    no_bias = {name: tensor * (0 if name.endswith("bias") else 1) for name, tensor in w.items()}
    turned = {name: tensor.mT if tensor.dim() == 2 else tensor for name, tensor in w.items()}
    one = partial(multi_head, w, 1, x)
    mask = causal(n)
    return [
        Mistake("heads_interleaved", make(split=interleaved, join=lambda t: t.movedim(1, -1).flatten(-2))),
        Mistake("heads_interleaved", make(split=interleaved)),
        Mistake("no_scaling", make(attention=scaled(1.0))),
        Mistake("scaled_by_d", make(attention=scaled(1 / per_head))),
        Mistake("scaled_by_d_model", make(attention=scaled(d_model**-0.5))),
        Mistake("scaled_by_heads", make(attention=scaled(heads**-0.5))),
        Mistake("out_proj_unused", make(finish=lambda merged: merged)),
        Mistake("single_head", one()),
        Mistake("single_head", one(attention=scaled(per_head**-0.5))),
        Mistake("split_without_transpose", make(split=uncrossed)),
        Mistake("split_without_transpose", make(split=uncrossed, join=flat)),
        Mistake("merged_without_transpose", make(join=flat)),
        Mistake("heads_not_tokens", make(split=by_token, join=flat)),
        *(
            Mistake("shared_projection", make(layers=layers))
            for layers in (("q_proj", "q_proj", "v_proj"), ("q_proj", "k_proj", "k_proj"), ("q_proj",) * 3)
        ),
        Mistake("projections_swapped", make(layers=("k_proj", "q_proj", "v_proj"))),
        Mistake("projections_swapped", make(layers=("q_proj", "v_proj", "k_proj"))),
        Mistake("value_not_projected", make(layers=("q_proj", "k_proj", ""))),
        Mistake("bias_unused", multi_head(no_bias, heads, x)),
        Mistake("weight_not_transposed", multi_head(turned, heads, x)),
        *stale_mistakes(w, born, heads, x),
        Mistake("batch_second", multi_head(w, heads, x.transpose(0, 1)).transpose(0, 1)),
        Mistake("causal", make(mask=mask)),
        Mistake("softmax_axis", make(attention=partial(attend, axis=-2))),
        Mistake("softmax_axis", make(attention=partial(attend, axis=1))),
        Mistake("not_softmax", make(attention=raw)),
        Mistake("residual", make() + x),
        Mistake("heads_averaged", make(join=average)),
    ]


def stale_mistakes(w: Weights, old: Weights, heads: int, x: Tensor) -> list[Mistake]:
    """What comes out when layers are read once and never again: all of them, all but the last, or their weights."""
    early = {name: old[name] if not name.startswith("out") else w[name] for name in w}
    matrices = {name: old[name] if name[0] in "qkv" and name.endswith("weight") else w[name] for name in w}
    return [Mistake("stale_weights", multi_head(mixed, heads, x)) for mixed in (old, early, matrices)]


def heads_sizes(rng: Rng) -> tuple[int, int]:
    """d_model and n_heads, with more than one head and more than one column in each, never as many."""
    heads, per_head = ((2, 3), (3, 4), (2, 5), (4, 3), (3, 5))[rng.integer(0, 5)]
    return heads * per_head, heads


@heads_exam.property("values", core=True)
def heads_values(ask: Ask, rng: Rng) -> None:
    for batch, n in ((3, 5), (2, 7)):
        d_model, heads = heads_sizes(rng)
        module, w, born = build(ask, rng, d_model, heads)
        x = rng.normal(batch, n, d_model, dtype=torch.float32)
        got = expect_deterministic(lambda: module(x))  # noqa: B023  (asked now)
        expect_heads(got, multi_head(w, heads, x), partial(heads_mistakes, w, born, heads, x))


@heads_exam.property("layers")
def heads_layers(ask: Ask, rng: Rng) -> None:
    """Training changes the four layers between calls: the next call must see it."""
    d_model, heads = heads_sizes(rng)
    module, old, _ = build(ask, rng, d_model, heads)
    x = rng.normal(2, 5, d_model, dtype=torch.float32)
    expect_heads(module(x), multi_head(old, heads, x))
    w = fresh_weights(rng, d_model)
    module.load_state_dict(state_of(module, d_model) | w)
    with blamed_on("stale_weights", (2, 5, d_model)):
        expect_heads(module(x), multi_head(w, heads, x), partial(stale_mistakes, w, old, heads, x))


@heads_exam.property("cross_attention")
def heads_cross_attention(ask: Ask, rng: Rng) -> None:
    for n, m in ((3, 6), (5, 2)):
        d_model, heads = heads_sizes(rng)
        module, w, _ = build(ask, rng, d_model, heads)
        q, k, v = (rng.normal(2, length, d_model, dtype=torch.float32) for length in (n, m, m))
        make = partial(multi_head, w, heads)
        mistakes = [
            Mistake("key_ignored", make(q)),
            Mistake("value_ignored", make(q, k)),
            Mistake("key_value_swapped", make(q, v, k)),
        ]
        with blamed_on("same_length", f"n = {n}, m = {m}"):
            expect_heads(module(q, k, v), make(q, k, v), lambda: mistakes)  # noqa: B023


@heads_exam.property("defaults")
def heads_defaults(ask: Ask, rng: Rng) -> None:
    d_model, heads = heads_sizes(rng)
    module, w, _ = build(ask, rng, d_model, heads)
    make = partial(multi_head, w, heads)
    q, k, longer = (rng.normal(2, length, d_model, dtype=torch.float32) for length in (4, 4, 6))
    with blamed_on("value_default", "(query, key)"):
        expect_heads(
            module(q, k),
            make(q, k),
            lambda: [Mistake("value_default", make(q, k, q)), Mistake("key_ignored", make(q))],
        )
        expect_heads(module(q, longer), make(q, longer))
    expect_heads(module(q, None, k), make(q, q, k), lambda: [Mistake("value_overwritten", make(q))])
    mask, square = rng.mask(4, 6), rng.mask(4, 4)
    mistakes = partial(heads_mask_mistakes, w, heads)
    q, longer = 4 * q, 4 * longer  # scores several units wide: a hidden score of -10 then shows
    with blamed_on("argument_names", "", unnamed=()):
        expect_heads(module(q, value=k, key=q, mask=None), make(q, q, k))
    with blamed_on(mask_or_names(module, q, square), tuple(square.shape), unnamed=()):
        expect_heads(module(query=q, mask=square), make(q, mask=square), partial(mistakes, q, q, square))
        expect_heads(module(q, key=longer, mask=mask), make(q, longer, mask=mask), partial(mistakes, q, longer, mask))


def mask_or_names(module: Remote, q: Tensor, mask: Tensor) -> str:
    """What to blame when arguments by name raise: the mask itself if it raises without a name as well."""
    try:
        module(q, None, None, mask)
    except Raised:
        return "mask_two_dimensions"
    return "argument_names"


def heads_mask_mistakes(w: Weights, heads: int, q: Tensor, k: Tensor, mask: Tensor) -> list[Mistake]:
    """What attention with a mask (n, m) or (batch, n, m) gives after each likely mistake.

    Every property that passes a mask tries these before its own hint: one cause has one name.
    """
    make = partial(multi_head, w, heads, q, k)
    mask = mask.unsqueeze(-3)  # the axis of the heads
    number = mask.double()

    def after(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Pair:
        return weighted(v, attend(q, k, v)[1] * number)

    def added(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Pair:
        return attend(q, k, v, change=lambda scores: scores + number)

    def only_head(head: int) -> Tensor:
        shown = (torch.arange(heads)[:, None, None] != head % heads) | mask
        return shown if shown.dim() == 4 else shown.unsqueeze(0)

    return [
        Mistake("mask_ignored", make()),
        Mistake("mask_inverted", make(mask=~mask)),
        Mistake("mask_after_softmax", make(mask=mask, attention=after)),
        Mistake("mask_zero_scores", make(mask=mask, attention=partial(attend, fill=0.0))),
        Mistake("mask_added", make(mask=mask, attention=added)),
        Mistake("mask_last_row", make(mask=mask[..., -1:, :].expand_as(mask))),
        Mistake("mask_one_head", make(mask=only_head(0))),
        Mistake("mask_one_head", make(mask=only_head(-1))),
        *(Mistake("mask_leaks", make(mask=mask, attention=partial(attend, fill=-f))) for f in (1.0, 5.0, 10.0, 20.0)),
    ]


@heads_exam.property("mask")
def heads_mask(ask: Ask, rng: Rng) -> None:
    d_model, heads = heads_sizes(rng)
    module, w, _ = build(ask, rng, d_model, heads)
    make = partial(multi_head, w, heads)
    # Scores several units wide: a hidden score of -10 then shows.
    q, k = (4 * rng.normal(2, length, d_model, dtype=torch.float32) for length in (7, 5))
    for keys in (q, k):
        mask = rng.mask(7, keys.shape[1])
        with blamed_on("mask_two_dimensions", tuple(mask.shape)):
            got = module(q, None if keys is q else keys, None, mask)
            expect_heads(got, make(q, keys, mask=mask), partial(heads_mask_mistakes, w, heads, q, keys, mask))

    # One key allowed for each query and scores of ±1e4 and more: whatever the scores, that key has all the weight.
    q, k = 30 * q, 30 * k
    mask = torch.zeros(7, 5, dtype=torch.bool).scatter(1, rng.integers(0, 5, 7, 1), True)
    leaks = [Mistake("mask_leaks", make(q, k, mask=mask, attention=partial(attend, fill=-f))) for f in (1e2, 1e3, 1e4)]
    with blamed_on("overflow", "1e4"):
        expect_heads(module(q, k, None, mask), make(q, k, mask=mask), lambda: leaks)


@heads_exam.property("batch_mask")
def heads_batch_mask(ask: Ask, rng: Rng) -> None:
    d_model, heads = heads_sizes(rng)
    module, w, _ = build(ask, rng, d_model, heads)
    make = partial(multi_head, w, heads)
    for batch in (heads, heads + 1, 1):  # as many as heads first: there a mistaken axis does not even raise
        q, k = (4 * rng.normal(batch, length, d_model, dtype=torch.float32) for length in (6, 8))
        mask = rng.mask(batch, 6, 8, keep=0.3)
        mistakes = heads_mask_mistakes(w, heads, q, k, mask)
        mistakes.append(Mistake("mask_first_only", make(q, k, mask=mask[0])))
        if batch == heads:
            mistakes.append(Mistake("batch_mask_heads", make(q, k, mask=mask.unsqueeze(0))))
        with blamed_on("batch_mask", tuple(mask.shape)):
            expect_heads(module(q, k, None, mask), make(q, k, mask=mask), lambda: mistakes)  # noqa: B023


@heads_exam.property("edges")
def heads_edges(ask: Ask, rng: Rng) -> None:
    for batch, n, d_model, heads in ((2, 1, 6, 3), (1, 4, 6, 2), (1, 1, 4, 2), (3, 4, 5, 1), (2, 3, 4, 4)):
        module, w, _ = build(ask, rng, d_model, heads)
        x = rng.normal(batch, n, d_model, dtype=torch.float32)
        want = multi_head(w, heads, x)
        squeezed = [Mistake("squeezed", want.squeeze(axis)) for axis in ((0, 1), 0, 1)]
        with blamed_on("edges", f"batch = {batch}, n = {n}, d_model = {d_model}, n_heads = {heads}"):
            expect_heads(module(x), want, lambda: squeezed)  # noqa: B023


@heads_exam.property("dtype")
def heads_dtype(ask: Ask, rng: Rng) -> None:
    d_model, heads = heads_sizes(rng)
    for dtype in FLOATS:
        module, w, _ = build(ask, rng, d_model, heads)
        if dtype == torch.float64:
            module.keep("double")
            module.load_state_dict(state_of(module, d_model) | {name: tensor.double() for name, tensor in w.items()})
        q, k = (rng.normal(2, length, d_model, dtype=dtype) for length in (3, 5))
        mask, want, name = rng.mask(3, 5), multi_head(w, heads, q, k), str(dtype).removeprefix("torch.")
        with blamed_on("dtype_raised", name, unnamed=()):
            got = module(q, k)
            with less_precise_than_float64(partial(expect_heads, got, want)):
                expect_heads(got, want, dtype=dtype, strict=True)
        # In float32, as in the other properties, it is not the dtype that makes a mask raise.
        with blamed_on("mask_two_dimensions" if dtype == torch.float32 else "dtype_raised", name, unnamed=()):
            mistakes = partial(heads_mask_mistakes, w, heads, q, k, mask)
            want = multi_head(w, heads, q, k, mask=mask)
            expect_heads(module(q, k, None, mask), want, mistakes, dtype=dtype, strict=True)


@heads_exam.property("gradient")
def heads_gradient(ask: Ask, rng: Rng) -> None:
    d_model, heads = heads_sizes(rng)
    module, w, _ = build(ask, rng, d_model, heads)
    q, k, v = inputs = tuple(rng.normal(2, length, d_model, dtype=torch.float32) for length in (4, 3, 3))
    cotangent = rng.normal(2, 4, d_model, dtype=torch.float32)
    _, grads = module.call_with_grads(inputs, [0, 1, 2], [cotangent])
    expect_gradients(grads, gradients(partial(multi_head, w, heads), inputs, cotangent))

    module.keep("zero_grad")
    module.keep("__call__", q, k, v).call("backward", cotangent)
    right = gradients(
        lambda *leaves: multi_head(dict(zip(w, leaves, strict=True)), heads, q, k, v),
        [*w.values()],
        cotangent,
    )
    for name, gradient in zip(w, right, strict=True):
        got = module.get(f"{name}.grad")
        expect(isinstance(got, Tensor), "parameters_frozen", what=name)
        with blamed_on("gradient", ""):
            expect_close(got, gradient, what=f"{name}.grad", dtype=torch.float32, depth=GRADIENT_DEPTH)


@heads_exam.property("unmodified")
def heads_unmodified(ask: Ask, rng: Rng) -> None:
    d_model, heads = heads_sizes(rng)
    module, _, _ = build(ask, rng, d_model, heads)
    before = [rng.normal(2, length, d_model, dtype=torch.float32) for length in (4, 3, 3)]
    before.append(rng.mask(2, 4, 3))
    kept = [ask.keep(tensor.clone()) for tensor in before]
    module.keep("__call__", *(argument for argument, _ in kept))
    for name, tensor, (_, remote) in zip(("query", "key", "value", "mask"), before, kept, strict=True):
        unchanged(tensor, remote.call("clone"), name)


@heads_exam.property("invalid_heads")
def heads_invalid(ask: Ask, rng: Rng) -> None:
    for d_model, heads in ((10, 3), (6, 4), (4, 8)):
        numbers = {"d_model": d_model, "n_heads": heads}
        try:
            module = ask.make(heads_exam.name, d_model, heads)
        except Raised as raised:
            expect("ValueError" in raised.type_names, "wrong_exception", got=str(raised)[:200], **numbers)
            continue
        try:  # raising at the first call is late, but it is a ValueError
            module(rng.normal(2, 3, d_model, dtype=torch.float32))
        except Raised as raised:
            expect("ValueError" in raised.type_names, "no_value_error", got=str(raised)[:200], **numbers)
            continue
        raise Failed("no_value_error", got="-", **numbers)
