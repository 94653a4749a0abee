"""What attention gives after each likely mistake, in float64, so that a check can name the one it sees."""

import math
from typing import Any

import torch
from torch import Tensor, nn

Pair = tuple[Tensor, Tensor]  # output (..., n, d_v) and weights (..., n, m)


def attend(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor | None = None,
    *,
    scale: float | None = None,
    axis: int = -1,
    fill: float = -math.inf,
    limit: float = math.inf,
    add: Any = 0.0,
) -> Pair:
    """What the checks compare with, in the inputs' dtype; the keywords make likely mistakes of it."""
    scores = q.double() @ k.double().mT * (q.shape[-1] ** -0.5 if scale is None else scale)
    scores = scores.clamp(-limit, limit) + add
    if mask is not None:
        scores = scores.masked_fill(~mask, fill)
    return mixed(v, scores.softmax(axis), q.dtype)


def mixed(v: Tensor, weights: Tensor, dtype: torch.dtype) -> Pair:
    """The weighted sum of the values, and the weights."""
    return (weights @ v.double()).to(dtype), weights.to(dtype)


def likely_plain(q: Tensor, k: Tensor, v: Tensor) -> list[tuple[str, Pair]]:
    """Without a mask: the key of each cause and what comes out."""
    d, dtype, unit = q.shape[-1], q.dtype, nn.functional.normalize
    (output, weights), bare = attend(q, k, v), attend(q, k, v, scale=1.0)
    scores = q.double() @ k.double().mT * d**-0.5
    causal = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    best = torch.zeros_like(weights).scatter(-1, scores.argmax(-1, keepdim=True), 1.0)
    turned = k.reshape(*k.shape[:-2], d, k.shape[-2]).mT
    everywhere = attend(q.reshape(-1, d), k.reshape(-1, d), v.reshape(-1, v.shape[-1]))
    return [
        ("no_scaling", bare),
        ("scaled_by_d", attend(q, k, v, scale=1 / d)),
        ("scaled_up", attend(q, k, v, scale=d**0.5)),
        ("scaled_by_value_width", attend(q, k, v, scale=v.shape[-1] ** -0.5)),
        ("scaled_by_length", attend(q, k, v, scale=k.shape[-2] ** -0.5)),
        ("scaled_by_length", attend(q, k, v, scale=q.shape[-2] ** -0.5)),
        ("scaled_after_softmax", mixed(v, bare[1].double() * d**-0.5, dtype)),
        ("softmax_axis", attend(q, k, v, axis=-2)),
        ("softmax_axis", attend(q, k, v, axis=0)),
        ("softmax_axis", mixed(v, scores.flatten(-2).softmax(-1).view_as(scores), dtype)),
        ("softmax_twice", mixed(v, weights.double().softmax(-1), dtype)),
        ("not_softmax", mixed(v, scores, dtype)),
        ("not_softmax", mixed(v, scores / scores.sum(-1, keepdim=True), dtype)),
        ("not_softmax", mixed(v, scores.sigmoid(), dtype)),
        ("not_softmax", mixed(v, scores.log_softmax(-1), dtype)),
        ("cosine", attend(unit(q, dim=-1), unit(k, dim=-1), v)),
        ("cosine", attend(unit(q, dim=-1), unit(k, dim=-1), v, scale=1.0)),
        ("weights_times_key", (weights @ k, weights)),
        ("uniform", attend(q, k, v, scale=0.0)),
        ("hard_attention", mixed(v, best.double(), dtype)),
        ("swapped", (weights, output)),
        ("scores_returned", (output, scores.to(dtype))),
        ("scores_returned", (output, (scores * d**0.5).to(dtype))),
        ("transposed", (output.mT, weights)),
        ("transposed", (output, weights.mT)),
        ("transposed", (output.mT, weights.mT)),
        ("reshaped", attend(q, turned, v)),
        ("causal", attend(q, k, v, causal)),
        ("across_batch", (everywhere[0].view_as(output), everywhere[1])),
    ]


def likely_masked(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> list[tuple[str, Pair]]:
    """With a mask (n, m)."""
    output, weights = attend(q, k, v, mask)
    bare, unmasked = attend(q, k, v)
    allowed, whole_rows = mask.double(), mask.all(-1, keepdim=True)
    return [
        ("mask_ignored", (bare, unmasked)),
        ("mask_inverted", attend(q, k, v, ~mask)),
        ("mask_after_softmax", mixed(v, unmasked.double() * allowed, q.dtype)),
        ("mask_zero_scores", attend(q, k, v, mask, fill=0.0)),
        ("mask_added", attend(q, k, v, add=allowed)),
        ("weights_before_mask", (output, unmasked)),
        ("output_before_mask", (bare, weights)),
        ("mask_drops_queries", (bare * whole_rows, unmasked * whole_rows)),
    ]
