"""``additive_attention``: softmax of v · tanh(W_q q + W_k k) (Bahdanau et al. 2014). Right results in float64."""

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial, drawn

Pair = tuple[Tensor, Tensor]  # context (batch, d_k) and weights (batch, m)


def right(query: Tensor, keys: Tensor, mask: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor) -> Pair:
    """query (batch, d_q), keys (batch, m, d_k), mask (batch, m), w_q (d_a, d_q), w_k (d_a, d_k), v (d_a)."""
    return _mixed(scores(query, keys, mask, w_q, w_k, v).masked_fill(~mask, -torch.inf).softmax(dim=-1), keys)


def scores(query: Tensor, keys: Tensor, mask: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor) -> Tensor:
    """v · tanh(W_q q + W_k k) of every key, hidden or not: (batch, m)."""
    q, k, w = _projected(query, keys, w_q, w_k, v)
    return (q + k).tanh() @ w


def mistakes(query: Tensor, keys: Tensor, mask: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    q, k, w = _projected(query, keys, w_q, w_k, v)
    raw = (q + k).tanh() @ w

    def by(scores: Tensor) -> Pair:
        return _mixed(scores.masked_fill(~mask, -torch.inf).softmax(dim=-1), keys)

    context, weights = by(raw)
    over_all = raw.softmax(dim=-1)
    over_batch = raw.masked_fill(~mask, -torch.inf).softmax(dim=0).nan_to_num(nan=0.0)
    inverted = raw.masked_fill(mask, -torch.inf).softmax(dim=-1).nan_to_num(nan=0.0)
    return [
        ("no_tanh", by((q + k) @ w)),
        ("product", by((q * k).sum(dim=-1))),
        ("product", by((q * k).tanh() @ w)),
        ("no_v", by((q + k).tanh().sum(dim=-1))),
        ("no_v", by((q + k).tanh().mean(dim=-1))),
        ("no_query", by(k.tanh() @ w)),
        ("scaled", by(raw / len(w) ** 0.5)),
        ("mask_ignored", _mixed(over_all, keys)),
        ("masked_after_softmax", _mixed(over_all * mask, keys)),
        ("masked_with_zero", _mixed((raw * mask).softmax(dim=-1), keys)),
        ("inverted", _mixed(inverted, keys)),
        ("wrong_dimension", _mixed(over_batch, keys)),
        ("no_softmax", _mixed(raw * mask, keys)),
        ("unweighted", (_mixed(mask / mask.sum(dim=-1, keepdim=True), keys)[0], weights)),
        ("projected_keys", (_mixed(weights, k)[0], weights)),
        ("swapped", (weights, context)),
        ("scores_returned", (context, raw)),
    ]


def _projected(query: Tensor, keys: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return query.double()[:, None] @ w_q.double().T, keys.double() @ w_k.double().T, v.double()


def _mixed(weights: Tensor, keys: Tensor) -> Pair:
    """The weighted sum of the keys, and the weights."""
    return (weights[..., None] * keys.double()).sum(dim=1), weights.double()


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    query, keys, w_q, w_k, v = drawn(4, (3, 4), (3, 5, 6), (2, 4), (2, 6), (2,))
    real = torch.arange(5) < torch.tensor([[4], [2], [3]])
    batch = query, keys, real, 2 * w_q, 2 * w_k, 3 * v
    with trial.case("the_example_two"):
        numbers = torch.tensor([[1.0]]), torch.tensor([[[0.0], [1.0]]]), torch.tensor([[True, True]])
        trial(*numbers, torch.tensor([[1.0]]), torch.tensor([[-1.0]]), torch.tensor([2.0]))
    with trial.case("three_queries_five"):
        trial.values(batch)
    with trial.case("sizes"):
        for one in (
            drawn(5, (1, 3), (1, 2, 4), (3, 3), (3, 4), (3,)),
            drawn(6, (3, 3), (3, 3, 3), (3, 3), (3, 3), (3,)),
        ):
            trial(*one[:2], torch.ones(one[1].shape[:2], dtype=torch.bool), *one[2:])
    with trial.case("one_key"):
        trial(query, keys, torch.eye(5, dtype=torch.bool)[[2, 0, 4]], *batch[3:])
    with trial.case("padding"):
        trial(query, torch.where(real[..., None], keys, 1e6), *batch[2:])
    with trial.case("large"):
        trial(*batch[:5], 800 * v)
    trial.last(*batch)


EXERCISE = Exercise(
    "additive_attention",
    number="3.4",
    hidden=8,
    arguments=("query", "keys", "mask", "w_q", "w_k", "v"),
    results=(Reals("context"), Reals("weights")),
    right=right,
    mistakes=mistakes,
    visible=visible,
)
