"""The exams of ``preference_loss``, ``gae`` and ``ppo_loss``.

Right results and those of likely mistakes are computed by course_lib.checks.instruction_tuning_wrong.
"""

import math

import torch
from torch import Tensor

from autograder.exams.common import blamed_on, like
from autograder.exams.subject import Given, Subject
from autograder.properties import Ask, Exam, Rng, expect
from course_lib.checks.instruction_tuning_wrong import (
    clipped,
    estimate,
    likely_clipped,
    likely_estimate,
    likely_preference,
    preference,
)

preference_exam = Exam("preference_loss")
gae_exam = Exam("gae")
ppo_exam = Exam("ppo_loss")

# ---------------------------------------------------------------- preference_loss


def draw_pairs(rng: Rng, batch: int) -> Given:
    return rng.normal(batch).float(), rng.normal(batch).float()


PREFERENCE = Subject(
    preference_exam, ("chosen_rewards", "rejected_rewards"), ("loss",), draw_pairs, preference, likely_preference
)
PREFERENCE.examine(sizes=((6,), (4,)), odd=((1,), (2,), (50,)))


@preference_exam.property("equal")
def preference_equal(ask: Ask, rng: Rng) -> None:
    rewards = 5 * rng.normal(4).float()
    with blamed_on("equal", f"{math.log(2):.5g}"):
        PREFERENCE.expect(PREFERENCE.ask(ask, (rewards, rewards.clone())), (rewards, rewards))


@preference_exam.property("far")
def preference_far(ask: Ask, rng: Rng) -> None:
    for sign in (1, -1):
        given = (sign * 1e4 + rng.normal(3).float(), rng.normal(3).float())
        with blamed_on("far", f"{preference(*given)[0].item():.5g}"):
            PREFERENCE.expect(PREFERENCE.ask(ask, given), given)
        grads = ask.call_with_grads("preference_loss", given, [0, 1], [torch.tensor(1.0)])[1]
        fine = all(grad is not None and bool(grad.isfinite().all()) for grad in grads)
        expect(fine, "far", what="chosen_rewards.grad", got="NaN", expected="a number")


# ---------------------------------------------------------------- gae


def lengths_mask(rng: Rng, batch: int, n: int, shortest: int = 1) -> Tensor:
    """One run of True per row, from the start."""
    return torch.arange(n) < rng.integers(shortest, n + 1, batch, 1)


def draw_gae(rng: Rng, batch: int, n: int) -> Given:
    gamma, lam = (0.8 + 0.15 * rng.uniform(1).item() for _ in range(2))
    given = rng.normal(batch, n).float(), rng.normal(batch, n).float(), lengths_mask(rng, batch, n)
    return (*given, round(gamma, 3), round(lam - 0.15, 3))


GAE = Subject(
    gae_exam,
    ("rewards", "values", "mask", "gamma", "lam"),
    ("advantages", "returns"),
    draw_gae,
    estimate,
    likely_estimate,
    learned=(),
)
GAE.examine(sizes=((4, 5), (3, 6)), odd=((1, 4), (1, 1), (5, 2)))


def ask_gae(ask: Ask, hint: str, given: Given) -> None:
    with blamed_on(hint, ""):
        GAE.expect(GAE.ask(ask, given), given)


@gae_exam.property("telescopes")
def gae_telescopes(ask: Ask, rng: Rng) -> None:
    ask_gae(ask, "telescopes", (*draw_gae(rng, 4, 6)[:3], 1.0, 1.0))


@gae_exam.property("one_step")
def gae_one_step(ask: Ask, rng: Rng) -> None:
    ask_gae(ask, "one_step", (*draw_gae(rng, 4, 6)[:4], 0.0))


@gae_exam.property("padding")
def gae_padding(ask: Ask, rng: Rng) -> None:
    for value in (torch.inf, torch.nan, 1e30):
        rewards, values, _, gamma, lam = draw_gae(rng, 3, 6)
        mask = torch.arange(6) < torch.tensor([[4], [6], [2]])
        ask_gae(ask, "padding", (rewards.masked_fill(~mask, value), values.masked_fill(~mask, value), mask, gamma, lam))


@gae_exam.property("no_tokens")
def gae_no_tokens(ask: Ask, rng: Rng) -> None:
    rewards, values, _, gamma, lam = draw_gae(rng, 3, 4)
    mask = torch.arange(4) < torch.tensor([[0], [1], [4]])
    ask_gae(ask, "no_tokens", (rewards, values, mask, gamma, lam))


# ---------------------------------------------------------------- ppo_loss


def draw_ppo(rng: Rng, batch: int, n: int) -> Given:
    """Ratios well inside and well outside of the clip, on both sides, for gains and losses; none near its edge."""
    ratio = torch.tensor([0.4, 0.65, 0.93, 1.06, 1.4, 1.9])[rng.integers(0, 6, batch, n)] + 0.03 * rng.uniform(batch, n)
    old = -0.5 - rng.uniform(batch, n)
    advantages = rng.normal(batch, n).float()
    return (old + ratio.log()).float(), old.float(), advantages, lengths_mask(rng, batch, n), 0.2


PPO = Subject(
    ppo_exam,
    ("new_log_probs", "old_log_probs", "advantages", "mask", "clip"),
    ("loss",),
    draw_ppo,
    clipped,
    likely_clipped,
    learned=("new_log_probs",),
)
PPO.examine(sizes=((4, 6), (3, 8)), odd=((1, 5), (1, 1), (6, 2)))


@ppo_exam.property("ratio_one")
def ppo_ratio_one(ask: Ask, rng: Rng) -> None:
    new, _, advantages, mask, _ = draw_ppo(rng, 3, 5)
    for clip in (0.2, 0.05):
        given = (new, new.clone(), advantages, mask, clip)
        with blamed_on("ratio_one", ""):
            PPO.expect(PPO.ask(ask, given), given)


@ppo_exam.property("clip_stops")
def ppo_clip_stops(ask: Ask, rng: Rng) -> None:
    """Each of the six ways in which a ratio and an advantage can meet, another clip than usual too."""
    ratio = torch.tensor([[1.9, 1.9, 0.4, 0.4, 1.05, 1.05]])
    gain, old = torch.tensor([[1.0, -1.0, 1.0, -1.0, 1.0, -1.0]]), torch.full((1, 6), -2.0)
    for clip in (0.2, 0.35):
        given = (old + ratio.log(), old, gain, torch.ones(1, 6, dtype=torch.bool), clip)
        with blamed_on("clip_stops", ""):
            PPO.expect(PPO.ask(ask, given), given)
        grad = ask.call_with_grads("ppo_loss", given, [0], [torch.tensor(1.0)])[1][0]
        leaf = given[0].double().requires_grad_()
        (want,) = torch.autograd.grad(clipped(leaf, *given[1:])[0], leaf)
        fine = grad is not None and like(grad, want, torch.float32, 16.0)
        expect(fine, "clip_stops", what="new_log_probs.grad", got="another", expected=want[0].tolist())


@ppo_exam.property("only_new")
def ppo_only_new(ask: Ask, rng: Rng) -> None:
    grads = ask.call_with_grads("ppo_loss", draw_ppo(rng, 3, 5), [1, 2], [torch.tensor(1.0)])[1]
    for name, grad in zip(("old_log_probs", "advantages"), grads, strict=True):
        fine = grad is None or not bool(grad.any())
        expect(fine, "not_detached", what=f"{name}.grad", got="numbers", expected="None")


@ppo_exam.property("padding")
def ppo_padding(ask: Ask, rng: Rng) -> None:
    for value in (torch.inf, -torch.inf, torch.nan):
        new, old, advantages, _, clip = draw_ppo(rng, 3, 5)
        mask = torch.arange(5) < torch.tensor([[3], [5], [1]])
        given = (new.masked_fill(~mask, value), old, advantages.masked_fill(~mask, 7.0), mask, clip)
        with blamed_on("padding", ""):
            PPO.expect(PPO.ask(ask, given), given)
        grad = ask.call_with_grads("ppo_loss", given, [0], [torch.tensor(1.0)])[1][0]
        fine = grad is not None and bool(grad.isfinite().all()) and not bool(grad[~mask].any())
        expect(fine, "padding", what="new_log_probs.grad", got="NaN", expected="0")


@ppo_exam.property("none_counted")
def ppo_none(ask: Ask, rng: Rng) -> None:
    new, old, advantages, mask, clip = draw_ppo(rng, 2, 4)
    given = (new, old, advantages, torch.zeros_like(mask), clip)
    with blamed_on("none_counted", 0):
        PPO.expect(PPO.ask(ask, given), given)
    grad = ask.call_with_grads("ppo_loss", given, [0], [torch.tensor(1.0)])[1][0]
    fine = grad is not None and not bool(grad.any())
    expect(fine, "none_counted", what="new_log_probs.grad", got="None" if grad is None else "NaN", expected=0)
