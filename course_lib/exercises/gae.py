"""``gae``: which token earned the score, by generalised advantage estimation (Schulman et al. 2016)."""

from collections.abc import Iterator
from math import inf

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial

Pair = tuple[Tensor, Tensor]


def right(rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, lam: float) -> Pair:
    """rewards, values (batch, n), mask (batch, n) True from the start, to advantages and returns (batch, n).

    rewards [[0, 1]], values [[0.5, 0.5]], γ = λ = 1: advantages [[0.5, 0.5]], returns [[1, 1]].
    """
    v = values.double().where(mask, 0)
    advantages = carried(surprise(rewards, v, mask, gamma), gamma * lam).where(mask, 0)
    return advantages, (advantages + v).where(mask, 0)


def surprise(rewards: Tensor, v: Tensor, mask: Tensor, gamma: float) -> Tensor:
    """δ_t = r_t + γ V_{t+1} − V_t, zero outside the mask."""
    return (rewards.double() + gamma * _next(v) - v).where(mask, 0)


def _next(v: Tensor) -> Tensor:
    return torch.cat((v[:, 1:], torch.zeros_like(v[:, :1])), dim=1)


def carried(delta: Tensor, decay: float) -> Tensor:
    """A_t = δ_t + decay · A_{t+1}."""
    advantages = torch.zeros_like(delta)
    after = torch.zeros_like(delta[:, 0])
    for t in range(delta.shape[1] - 1, -1, -1):
        after = delta[:, t] + decay * after
        advantages[:, t] = after
    return advantages


def mistakes(rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, lam: float) -> Mistakes:
    """What comes out after each likely mistake."""
    advantages, returns = right(rewards, values, mask, gamma, lam)
    v, r = values.double().where(mask, 0), rewards.double().where(mask, 0)
    to_go = carried(r, gamma)

    def both(delta: Tensor, decay: float = gamma * lam) -> Pair:
        found = carried(delta.where(mask, 0), decay).where(mask, 0)
        return found, (found + v).where(mask, 0)

    delta = surprise(rewards, v, mask, gamma)
    turned = right(rewards.flip(1), values.flip(1), mask.flip(1), gamma, lam)
    before = torch.cat((torch.zeros_like(v[:, :1]), v[:, :-1]), dim=1)
    late = torch.cat((r[:, 1:], torch.zeros_like(r[:, :1])), dim=1)
    return [
        ("gamma_alone", both(delta, gamma)),
        ("lambda_alone", both(delta, lam)),
        ("one_step", both(delta, 0.0)),
        ("gamma_unused", both(surprise(rewards, v, mask, 1.0), lam)),
        ("lambda_in_delta", both(surprise(rewards, v, mask, gamma * lam))),
        ("no_next_value", both(r - v)),
        ("next_without_gamma", both(surprise(rewards, v, mask, 1.0))),
        ("previous_value", both(r + gamma * before - v)),
        ("values_swapped", both(r + gamma * v - _next(v))),
        ("reward_of_the_next", both(late + gamma * _next(v) - v)),
        *_beyond_the_end(rewards, values, mask, gamma, lam),
        ("rows_run_together", _without_reset(delta, v, mask, gamma * lam)),
        ("forwards", (turned[0].flip(1), turned[1].flip(1))),
        ("not_turned_back", (advantages.flip(1), (advantages.flip(1) + v).where(mask, 0))),
        ("value_not_subtracted", (returns, (returns + v).where(mask, 0))),
        ("value_not_subtracted", (to_go, to_go)),
        ("normalised", _normalised(advantages, v, mask)),
        ("normalised", _normalised(advantages, v, mask, returns)),
        ("returns_minus_value", (advantages, (advantages - v).where(mask, 0))),
        ("returns_of_rewards", (advantages, to_go)),
        ("returns_are_advantages", (advantages, advantages.clone())),
        ("values_left_outside", (advantages, advantages + values.double())),
        ("swapped", (returns, advantages)),
    ]


def _beyond_the_end(
    rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, lam: float
) -> Iterator[tuple[str, Pair]]:
    """What happens at a row's end, and after it."""
    real = values.double().where(mask, 0)
    following = torch.cat((mask[:, 1:], torch.zeros_like(mask[:, :1])), dim=1)

    def both(delta: Tensor) -> Pair:
        found = carried(delta.where(mask, 0), gamma * lam).where(mask, 0)
        return found, (found + real).where(mask, 0)

    yield "value_after_the_end", both(rewards.double() + gamma * _next(values.double()) - real)
    repeated = _next(real).where(following, real)
    yield "last_value_repeated", both(rewards.double() + gamma * repeated - real)
    yield "end_one_early", _one_early(rewards, real, mask, gamma, lam)
    everything = right(rewards, values, torch.ones_like(mask), gamma, lam)
    cut = everything[0].where(mask, 0), everything[1].where(mask, 0)
    for pair in (everything, cut, (cut[0], everything[1])):
        yield "padding_counted", pair


def _one_early(rewards: Tensor, v: Tensor, mask: Tensor, gamma: float, lam: float) -> Pair:
    """The last token of a row is taken for its end: what stands there is no longer handed back."""
    goes_on = torch.cat((mask[:, 2:], torch.zeros_like(mask[:, :2])), dim=1)[:, : mask.shape[1]]
    advantages, after = torch.zeros_like(v), torch.zeros_like(v[:, 0])
    for t in range(v.shape[1] - 1, -1, -1):
        delta = rewards.double()[:, t] + gamma * _next(v)[:, t] * goes_on[:, t] - v[:, t]
        after = (delta + gamma * lam * after * goes_on[:, t]).where(mask[:, t], 0)
        advantages[:, t] = after
    return advantages, (advantages + v).where(mask, 0)


def _without_reset(delta: Tensor, v: Tensor, mask: Tensor, decay: float) -> Pair:
    """Row by row, with what was carried to the start of one row added to the end of the next."""
    advantages, after = torch.zeros_like(delta), torch.zeros((), dtype=torch.float64)
    for b in range(len(delta)):
        for t in range(int(mask[b].sum()) - 1, -1, -1):
            after = delta[b, t] + decay * after
            advantages[b, t] = after
    return advantages, (advantages + v).where(mask, 0)


def _normalised(advantages: Tensor, v: Tensor, mask: Tensor, returns: Tensor | None = None) -> Pair | None:
    """Advantages with mean 0 and standard deviation 1 over all that count; returns of these, or of the others."""
    counted = advantages[mask]
    if len(counted) < 2 or not bool(counted.std() > 1e-6):
        return None
    scaled = ((advantages - counted.mean()) / (counted.std() + 1e-8)).where(mask, 0)
    return scaled, (scaled + v).where(mask, 0) if returns is None else returns


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    rewards, values = torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(4))
    mask = torch.arange(5) < torch.tensor([[3], [5], [2]])
    with trial.case("example"):
        trial(torch.tensor([[0.0, 1.0]]), torch.tensor([[0.5, 0.5]]), torch.ones(1, 2).bool(), 1.0, 1.0)
    with trial.case("three_answers"):
        trial.values((rewards, values, mask, 0.9, 0.7))
    with trial.case("again"), trial.blaming("remembers_calls"):
        for new, gamma, lam in ((rewards, 0.8, 0.7), (rewards, 0.8, 0.6), (-rewards, 0.8, 0.6)):
            trial(new, values, mask, gamma, lam)
    with trial.case("telescopes"):
        trial(rewards, values, mask, 1.0, 1.0)
        trial(rewards, values, mask, 1, 1)
    with trial.case("no_lambda"):
        trial(rewards, values, mask, 0.9, 0.0)
        trial(rewards, values, mask, 0, 0.7)
    with trial.case("padding"):
        for r, v in ((inf, inf), (-inf, 0.0), (0.0, inf), (torch.nan, torch.nan)):
            trial(rewards.masked_fill(~mask, r), values.masked_fill(~mask, v), mask, 0.9, 0.7)
    with trial.case("no_tokens"):
        trial(rewards, values, torch.arange(5) < torch.tensor([[0], [1], [5]]), 0.9, 0.7)
        trial(rewards, values, torch.zeros_like(mask), 0.9, 0.7)
    with trial.case("sizes"):
        for n in (4, 1):
            trial(rewards[:1, :n], values[:1, :n], mask[:1, :n], 0.9, 0.7)
        trial(rewards.repeat(1, 14), values.repeat(1, 14), torch.ones(3, 70).bool(), 0.9, 0.7)
    trial.last(rewards, values, mask, 0.9, 0.7)


EXERCISE = Exercise(
    "gae",
    number="7.5",
    hidden=9,
    arguments=("rewards", "values", "mask", "gamma", "lam"),
    results=(Reals("advantages"), Reals("returns")),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
)
