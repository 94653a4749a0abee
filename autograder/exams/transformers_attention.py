"""The exam of ``scaled_dot_product_attention``.

The reference and the answers of likely mistakes are computed here in float64, from equation 1 of Vaswani et al. 2017
and from nothing that a learner holds. Sizes differ from each other, so that no transpose and no wrong axis can pass.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import (
    FLOATS,
    UNNAMED,
    UNNAMED_BUT_NAN,
    blamed_on,
    cast,
    expect_deterministic,
    expect_gradients,
    gradients,
    less_precise_than_float64,
    like,
    unchanged,
)
from autograder.properties import Ask, Exam, Failed, Mistake, Raised, Rng, expect, expect_close, expect_tuple

attention_exam = Exam("scaled_dot_product_attention")

DEPTH = 4.0  # roundings that follow each other: two products and a softmax

Pair = tuple[Tensor, Tensor]  # output (..., n, d_v) and weights (..., n, m)
PairMistake = tuple[str, Tensor, Tensor]  # a hint, and the output and the weights that its mistake gives


def attend(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor | None = None,
    *,
    scale: float | None = None,
    axis: int = -1,
    fill: float = -math.inf,
    change: Callable[[Tensor], Tensor] = lambda scores: scores,
) -> Pair:
    """softmax(QKᵀ/√d)V and its weights (equation 1), in float64; the keywords make likely mistakes of it."""
    q, k, v = q.double(), k.double(), v.double()
    scores = change(q @ k.mT * (q.shape[-1] ** -0.5 if scale is None else scale))
    if mask is not None:
        scores = scores.masked_fill(~mask, fill)
    weights = scores.softmax(axis)
    return weights @ v, weights


def weighted(v: Tensor, weights: Tensor) -> Pair:
    """The pair that goes with given weights."""
    return weights @ v.double(), weights


def expect_attention(
    got: Any,
    want: Pair,
    mistakes: Callable[[], Sequence[PairMistake]] = tuple,
    *,
    dtype: torch.dtype = torch.float32,
    any_float: bool = True,
) -> None:
    """``got`` is the pair ``want``; ``mistakes`` are only worked out when it is not."""
    output, weights = expect_tuple(got, 2, hint="one_tensor" if isinstance(got, Tensor) else "type")
    if any_float:
        output, weights = cast(output, dtype), cast(weights, dtype)
    near = partial(like, dtype=dtype, depth=DEPTH)
    if near(output, want[0]) and near(weights, want[1]):
        return
    likely = likeliest(output, weights, mistakes(), dtype)
    close = partial(expect_close, dtype=dtype, depth=DEPTH)
    try:
        close(output, want[0], what="output", mistakes=[Mistake(m[0], m[1]) for m in likely])
        close(weights, want[1], what="weights", mistakes=[Mistake(m[0], m[2]) for m in likely])
    except Failed as failed:
        if failed.hint == "value" and isinstance(weights, Tensor) and weights.shape == want[1].shape:
            lowest = float(weights.min())
            expect(not lowest < 0, "not_softmax", what="weights", where="", got=f"{lowest:.5g}", expected="0…1")
            expect_rows_of_one(weights)
        raise


def likeliest(
    output: Any, weights: Any, mistakes: Sequence[PairMistake], dtype: torch.dtype = torch.float32
) -> Sequence[PairMistake]:
    """The first mistake that explains both the output and the weights, alone; all of them if none does."""
    near = partial(like, dtype=dtype, depth=DEPTH)
    return [m for m in mistakes if near(output, m[1]) and near(weights, m[2])][:1] or mistakes


def expect_rows_of_one(weights: Tensor) -> None:
    """Each row of the weights sums to 1."""
    sums = weights.double().sum(dim=-1).flatten()
    worst = float(sums[(sums - 1).abs().argmax()])
    expect(not abs(worst - 1) > 1e-5, "rows_do_not_sum_to_one", got=f"{worst:.5g}", expected=1)


def expect_no_leak(weights: Any, mask: Tensor) -> None:
    """Where the mask is False the weights are exactly 0."""
    if isinstance(weights, Tensor) and weights.dtype.is_floating_point and weights.shape == mask.shape:
        leak = float(weights.masked_fill(mask, 0).abs().max())
        expect(not 0 < leak < math.inf, "mask_leaks", got=f"{leak:.3g}", expected=0)


def challenge(rng: Rng, *lead: int) -> tuple[Tensor, Tensor, Tensor]:
    """Query, key and value in float32 with sizes n, m, d_v in 4..8 and d in 9..13, all different."""
    n, m, width = (rng.permutation(5)[:3] + 4).tolist()
    d = rng.integer(9, 14)
    return tuple(rng.normal(*lead, *size, dtype=torch.float32) for size in ((n, d), (m, d), (m, width)))  # type: ignore


def attention_mistakes(q: Tensor, k: Tensor, v: Tensor) -> list[PairMistake]:
    """What ``scaled_dot_product_attention`` gives after each likely mistake, without a mask."""
    d, (output, weights), plain = q.shape[-1], attend(q, k, v), attend(q, k, v, scale=1.0)
    scores = q.double() @ k.double().mT * d**-0.5
    unit = torch.nn.functional.normalize
    rows, columns = q.flatten(0, -2), k.flatten(0, -2)
    across = attend(rows, columns, v.flatten(0, -2))
    one_hot = torch.zeros_like(weights).scatter(-1, scores.argmax(-1, keepdim=True), 1.0)
    whole = scores.flatten(-2).softmax(-1).view_as(scores)
    causal = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    return [
        ("no_scaling", *plain),
        ("scaled_by_d", *attend(q, k, v, scale=1 / d)),
        ("scaled_up", *attend(q, k, v, scale=d**0.5)),
        ("scaled_by_value_width", *attend(q, k, v, scale=v.shape[-1] ** -0.5)),
        ("scaled_by_length", *attend(q, k, v, scale=k.shape[-2] ** -0.5)),
        ("scaled_by_length", *attend(q, k, v, scale=q.shape[-2] ** -0.5)),
        ("scaled_after_softmax", *weighted(v, plain[1] * d**-0.5)),
        ("softmax_axis", *attend(q, k, v, axis=-2)),
        ("softmax_axis", *attend(q, k, v, axis=0)),
        ("softmax_axis", *weighted(v, whole)),
        ("softmax_twice", *weighted(v, weights.softmax(-1))),
        ("not_softmax", *weighted(v, scores)),
        ("not_softmax", *weighted(v, scores / scores.sum(-1, keepdim=True))),
        ("not_softmax", *weighted(v, scores.sigmoid())),
        ("not_softmax", *weighted(v, scores.log_softmax(-1))),
        ("cosine", *attend(unit(q.double(), dim=-1), unit(k.double(), dim=-1), v)),
        ("cosine", *attend(unit(q.double(), dim=-1), unit(k.double(), dim=-1), v, scale=1.0)),
        ("weights_times_key", weights @ k.double(), weights),
        ("uniform", *attend(q, k, v, scale=0.0)),
        ("hard_attention", *weighted(v, one_hot)),
        ("swapped", weights, output),
        ("scores_returned", output, scores),
        ("scores_returned", output, scores * d**0.5),
        ("transposed", output.mT, weights.mT),
        ("transposed", output.mT, weights),
        ("transposed", output, weights.mT),
        ("reshaped", *attend(q, k.reshape(*k.shape[:-2], d, -1).mT, v)),
        ("causal", *attend(q, k, v, causal)),
        ("across_batch", across[0].view_as(output), across[1]),
    ]


def masking_mistakes(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> list[PairMistake]:
    """What ``scaled_dot_product_attention`` gives after each likely mistake with the mask.

    Every property that passes a mask tries these before its own hint: one cause has one name.
    """
    (output, weights), (bare, unmasked) = attend(q, k, v, mask), attend(q, k, v)
    number = mask.double()
    whole_rows = mask.all(-1, keepdim=True).double()
    return [
        ("mask_ignored", bare, unmasked),
        ("mask_inverted", *attend(q, k, v, ~mask)),
        ("mask_after_softmax", *weighted(v, unmasked * number)),
        ("mask_zero_scores", *attend(q, k, v, mask, fill=0.0)),
        ("mask_added", *attend(q, k, v, change=lambda scores: scores + number)),
        ("weights_before_mask", output, unmasked),
        ("output_before_mask", bare, weights),
        ("mask_drops_queries", bare * whole_rows, unmasked * whole_rows),
        *(("mask_leaks", *attend(q, k, v, mask, fill=-fill)) for fill in (1.0, 5.0, 10.0, 20.0)),
    ]


@attention_exam.property("values", core=True)
def attention_values(ask: Ask, rng: Rng) -> None:
    for batch in (4, 7):
        q, k, v = challenge(rng, batch)
        try:
            got = expect_deterministic(lambda: ask.call(attention_exam.name, q, k, v))  # noqa: B023  (asked now)
        except Raised as raised:
            _explain_two_dimensions(ask, q, k, v)
            raise raised from None
        expect_attention(got, attend(q, k, v), partial(attention_mistakes, q, k, v))


def _explain_two_dimensions(ask: Ask, q: Tensor, k: Tensor, v: Tensor) -> None:
    """Failed("two_dimensions_only") if the answer is right without a batch."""
    try:
        expect_attention(ask.call(attention_exam.name, q[0], k[0], v[0]), attend(q[0], k[0], v[0]))
    except (Raised, Failed):
        return
    raise Failed("two_dimensions_only", got=tuple(q.shape))


@attention_exam.property("mask")
def attention_mask(ask: Ask, rng: Rng) -> None:
    for by_name in (False, True):
        q, k, v = challenge(rng, 3)
        mask = rng.mask(q.shape[-2], k.shape[-2])
        if by_name:
            with blamed_on("argument_names", ""):
                got = ask.call(attention_exam.name, query=q, key=k, value=v, mask=mask)
        else:
            got = ask.call(attention_exam.name, q, k, v, mask)
        want = attend(q, k, v, mask)
        try:
            expect_attention(got, want, partial(masking_mistakes, q, k, v, mask))
        except Failed as failed:
            if failed.hint in UNNAMED:
                expect_no_leak(expect_tuple(got, 2)[1], mask.expand_as(want[1]))
            raise


@attention_exam.property("mask_shapes")
def attention_mask_shapes(ask: Ask, rng: Rng) -> None:
    q, k, v = challenge(rng, 2, 3)
    n, m = q.shape[-2], k.shape[-2]
    for shape in ((2, 3, n, m), (2, 1, n, m), (2, 1, 1, m), (3, n, m), (3, 1, m), (1, m), (m,)):
        mask = rng.mask(*shape)
        first = attend(q, k, v, mask[(0,) * max(0, len(shape) - 2)])
        with blamed_on("mask_broadcast", shape, UNNAMED_BUT_NAN):
            got = ask.call(attention_exam.name, q, k, v, mask)
            mistakes = partial(masking_mistakes, q, k, v, mask)
            expect_attention(got, attend(q, k, v, mask), lambda: [*mistakes(), ("mask_first_only", *first)])  # noqa: B023


@attention_exam.property("weights")
def attention_weights(ask: Ask, rng: Rng) -> None:
    for lead in ((), (5,), (2, 3)):
        q, k, v = challenge(rng, *lead)
        mask = rng.mask(q.shape[-2], k.shape[-2])
        output, weights = expect_tuple(ask.call(attention_exam.name, q, k, v, mask), 2)
        want, near = attend(q, k, v, mask)[1], cast(weights, torch.float32)
        likely = likeliest(cast(output, torch.float32), near, masking_mistakes(q, k, v, mask))
        mistakes = [Mistake(m[0], m[2]) for m in likely]
        try:
            expect_close(near, want, what="weights", dtype=torch.float32, depth=DEPTH, mistakes=mistakes)
            expect_rows_of_one(weights)
        except Failed as failed:
            if failed.hint in UNNAMED:
                expect_no_leak(weights, mask.expand_as(want))
            raise
        expect_no_leak(weights, mask.expand_as(want))


@attention_exam.property("leading_dimensions")
def attention_leading_dimensions(ask: Ask, rng: Rng) -> None:
    for lead in ((), (3, 2), (2, 1, 3), (1,)):
        q, k, v = challenge(rng, *lead)
        with blamed_on("leading_dimensions", tuple(q.shape)):
            expect_attention(ask.call(attention_exam.name, q, k, v), attend(q, k, v))


@attention_exam.property("one_token")
def attention_one_token(ask: Ask, rng: Rng) -> None:
    for batch, n, m, d, width in ((2, 1, 5, 3, 4), (3, 4, 1, 2, 5), (1, 1, 1, 7, 2), (2, 3, 4, 1, 1)):
        q, k, v = (rng.normal(batch, *s, dtype=torch.float32) for s in ((n, d), (m, d), (m, width)))
        output, weights = want = attend(q, k, v)
        squeezed = [("squeezed", o, w) for o in (output, output.squeeze()) for w in (weights, weights.squeeze())]
        with blamed_on("one_token", f"n = {n}, m = {m}, d = {d}"):
            expect_attention(ask.call(attention_exam.name, q, k, v), want, lambda: squeezed[1:])  # noqa: B023


@attention_exam.property("extremes")
def attention_extremes(ask: Ask, rng: Rng) -> None:
    """Scores chosen exactly: with d = 16 and keys that are multiples of unit vectors, no product rounds.

    The best score of a row leads by 200 or more, so that the answer does not hang on the last digits.
    """
    m = 6
    steps = 200.0 * rng.permutation(m)
    signs = 1 - 2 * (rng.permutation(m) % 2)
    scores = torch.stack([1e4 - steps, -1e4 + steps, 1e4 * signs - steps, rng.normal(m)]).repeat(2, 1, 1)
    v = rng.normal(2, m, 3, dtype=torch.float32)
    q = torch.zeros(2, 4, 16, dtype=torch.float32)
    q[..., :m] = scores.float()
    k = 4 * torch.eye(m, 16).repeat(2, 1, 1)
    cut = [("clamped", *attend(q, k, v, change=partial(torch.clamp, min=-c, max=c))) for c in (10, 20, 30, 50, 80, 100)]
    with blamed_on("overflow", "1e4"):
        expect_attention(ask.call(attention_exam.name, q, k, v), attend(q, k, v), lambda: cut)

    # Each query may only attend to a key of score -1e4, while all hidden keys score about 1e4. In the last row, of
    # ordinary scores, mistakes differ that extremes make alike: no mask and an inverted one, 0 and -10 filled in.
    allowed = rng.permutation(m)[:4]
    mask = torch.zeros(4, m, dtype=torch.bool).scatter(1, allowed[:, None], True)
    q[..., :m] = torch.where(mask, -1e4, 1e4 - steps).float()
    q[..., -1, :m] = rng.normal(m).float()
    leaks = [("mask_leaks", *attend(q, k, v, mask, fill=fill)) for fill in (-1e2, -1e3, -1e4)]
    with blamed_on("mask_after_softmax", "1e4"):
        got = ask.call(attention_exam.name, q, k, v, mask)
        expect_attention(got, attend(q, k, v, mask), lambda: [*masking_mistakes(q, k, v, mask), *leaks])


@attention_exam.property("dtype")
def attention_dtype(ask: Ask, rng: Rng) -> None:
    for dtype in FLOATS:
        q, k, v = (tensor.to(dtype) for tensor in challenge(rng, 3))
        for mask in (None, rng.mask(q.shape[-2], k.shape[-2])):
            want = attend(q, k, v, mask)
            mistakes = tuple if mask is None else partial(masking_mistakes, q, k, v, mask)
            with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), unnamed=()):
                got = ask.call(attention_exam.name, q, k, v, mask)
                with less_precise_than_float64(partial(expect_attention, got, want)):
                    expect_attention(got, want, mistakes, dtype=dtype, any_float=False)


@attention_exam.property("gradient")
def attention_gradient(ask: Ask, rng: Rng) -> None:
    q, k, v = challenge(rng, 2)
    mask = rng.mask(q.shape[-2], k.shape[-2])
    cotangent = rng.normal(2, q.shape[-2], v.shape[-1], dtype=torch.float32)
    _, grads = ask.call_with_grads(attention_exam.name, (q, k, v, mask), [0, 1, 2], [cotangent])
    inputs = (q, k, v)

    def mistakes() -> list[tuple[str, tuple[Tensor, ...]]]:
        hints = [mistake[0] for mistake in masking_mistakes(*inputs, mask)]
        wrong = [
            gradients(lambda a, b, c: masking_mistakes(a, b, c, mask)[number][1], inputs, cotangent)  # noqa: B023
            for number in range(len(hints))
        ]
        return list(zip(hints, wrong, strict=True))

    right = gradients(lambda *leaves: attend(*leaves, mask=mask)[0], inputs, cotangent)  # type: ignore[misc]
    expect_gradients(grads, right, mistakes)


@attention_exam.property("unmodified")
def attention_unmodified(ask: Ask, rng: Rng) -> None:
    q, k, v = challenge(rng, 3)
    mask = rng.mask(3, q.shape[-2], k.shape[-2])
    for arguments in ((q, k, v, mask), (q, k, v)):
        _, after = ask.call_keeping_arguments(attention_exam.name, *arguments)
        for name, before, now in zip(("query", "key", "value", "mask"), arguments, after, strict=False):
            unchanged(before, now, name)


@attention_exam.property("strides")
def attention_strides(ask: Ask, rng: Rng) -> None:
    """Inputs as heads come: (batch, heads, n, d) seen through a transpose, so that .view on them does not work."""
    q, k, v = (t.transpose(1, 2).contiguous().transpose(1, 2) for t in challenge(rng, 2, 3))
    mask = rng.mask(q.shape[-2], k.shape[-2]).mT.contiguous().mT
    with blamed_on("strides", tuple(q.stride())):
        expect_attention(ask.call(attention_exam.name, q, k, v), attend(q, k, v))
    with blamed_on("strides", tuple(q.stride()), UNNAMED_BUT_NAN):
        got = ask.call(attention_exam.name, q, k, v, mask)
        expect_attention(got, attend(q, k, v, mask), partial(masking_mistakes, q, k, v, mask))
