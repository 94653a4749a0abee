"""From scores to a token, in two halves kept apart: filters say which tokens may come, `sample` draws one of them.

All work on the last axis, for any number of leading ones, and leave their input as it was.
"""

import math

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


def apply_temperature(logits: Float[Tensor, "*batch vocab"], temperature: float) -> Float[Tensor, "*batch vocab"]:
    """logits / temperature: below 1 the likely get likelier, above 1 all come closer (Ackley et al. 1985).

    >>> apply_temperature(torch.tensor([2.0, 0.0]), 0.5)
    tensor([4., 0.])
    """
    if not 0 < temperature < math.inf:
        raise ValueError(f"expected a finite temperature above 0, got {temperature}: for the likeliest use argmax")
    return logits / temperature


def top_k_filter(logits: Float[Tensor, "*batch vocab"], k: int) -> Float[Tensor, "*batch vocab"]:
    """All but the k largest become −inf (Fan et al. 2018); ties go to the lowest index; k ≥ vocab keeps all.

    >>> top_k_filter(torch.tensor([1.0, 3.0, 2.0]), 2)
    tensor([-inf, 3., 2.])
    """
    if k < 1:
        raise ValueError(f"expected k of 1 or more, got {k}: at least one token must stay")
    order = logits.argsort(dim=-1, descending=True, stable=True)
    return logits.scatter(-1, order[..., k:], -math.inf)


def top_p_filter(logits: Float[Tensor, "*batch vocab"], p: float) -> Float[Tensor, "*batch vocab"]:
    """The nucleus (Holtzman et al. 2020): the smallest set of likeliest tokens whose probabilities reach p; the others
    become −inf. At least one stays, and with p = 1 all do.

    >>> top_p_filter(torch.tensor([0.5, 0.3, 0.2]).log(), 0.7).exp()
    tensor([0.5000, 0.3000, 0.0000])
    """
    if not 0 < p <= 1:
        raise ValueError(f"expected p above 0 and at most 1, got {p}")
    if p == 1:
        return logits.clone()
    order = logits.argsort(dim=-1, descending=True, stable=True)
    probabilities = logits.gather(-1, order).double().softmax(dim=-1)
    # Before a token that stays, the likelier ones had not reached p yet.
    reached_before = probabilities.cumsum(dim=-1) - probabilities >= p
    return logits.scatter(-1, order, logits.gather(-1, order).masked_fill(reached_before, -math.inf))


def min_p_filter(logits: Float[Tensor, "*batch vocab"], min_p: float) -> Float[Tensor, "*batch vocab"]:
    """Tokens less likely than min_p times the likeliest become −inf (Nguyen et al. 2024): few stay where the model is
    sure, many where it is not."""
    if not 0 <= min_p <= 1:
        raise ValueError(f"expected min_p from 0 to 1, got {min_p}")
    probabilities = logits.softmax(dim=-1)
    too_unlikely = probabilities < min_p * probabilities.amax(dim=-1, keepdim=True)
    return logits.masked_fill(too_unlikely, -math.inf)


def penalize_repetition(
    logits: Float[Tensor, "*batch vocab"],
    tokens: Int[Tensor, "*batch n"],
    penalty: float,
    mask: Bool[Tensor, "*batch n"] | None = None,
) -> Float[Tensor, "*batch vocab"]:
    """Scores of tokens that are in the text already are divided by the penalty if positive, multiplied if negative
    (Keskar et al. 2019, section 4.1). 1 changes nothing. mask: True on real tokens; padding is not in the text."""
    if not penalty > 0:
        raise ValueError(f"expected a penalty above 0, got {penalty}: 1 changes nothing, 1.2 is usual")
    real = torch.ones_like(tokens) if mask is None else mask.long()
    seen = torch.zeros_like(logits, dtype=torch.long).scatter_add(-1, tokens, real) > 0
    return torch.where(seen, torch.where(logits > 0, logits / penalty, logits * penalty), logits)


def sample(logits: Float[Tensor, "*batch vocab"], u: Float[Tensor, "*batch"]) -> Int[Tensor, "*batch"]:
    """Draw by inversion: the smallest index whose cumulative probability, in vocabulary order, exceeds u (uniform in
    [0, 1)). The last possible token if rounding leaves none; −inf is never drawn.

    Raises ValueError where no token is possible, or a score is NaN or +inf.

    >>> sample(torch.tensor([0.5, 0.3, 0.2]).log(), torch.tensor(0.6))
    tensor(1)
    """
    best = logits.amax(dim=-1)
    if not best.isfinite().all():
        raise ValueError(f"expected a finite largest score in every row, got {best.flatten()[:5].tolist()}")
    cumulative = logits.double().softmax(dim=-1).cumsum(dim=-1)
    index = (cumulative <= u.unsqueeze(-1)).sum(dim=-1)
    positions = torch.arange(logits.shape[-1], device=logits.device)
    last_possible = positions.where(logits > -math.inf, -1).amax(dim=-1)
    return index.minimum(last_possible)
