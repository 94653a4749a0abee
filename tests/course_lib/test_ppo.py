"""The formulas of PPO, exactly: by hand, by finite differences, at their limits, and never past the padding."""

import pytest
import torch

from course_lib.rlhf.dpo import dpo_loss
from course_lib.rlhf.grpo import group_advantages, kl_penalty
from course_lib.rlhf.ppo import (
    clipped_share,
    gae,
    kl_per_token,
    masked_mean,
    per_token_rewards,
    ppo_loss,
    value_loss,
    whitened,
)

MASK = torch.tensor([[True, True, True], [True, True, False]])


def random(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(sum(shape)))


def test_gae_by_hand() -> None:
    # δ₂ = 1 − 0.5, δ₁ = 0.9 · 0.5 − 0.2, δ₀ = 0.9 · 0.2 − 0.1; each A is δ plus 0.9 · 0.5 of the next.
    rewards, values = torch.tensor([[0.0, 0.0, 1.0]]), torch.tensor([[0.1, 0.2, 0.5]])
    advantages, returns = gae(rewards, values, torch.ones(1, 3, dtype=torch.bool), 0.9, 0.5)
    a2 = 0.5
    a1 = 0.25 + 0.45 * a2
    a0 = 0.08 + 0.45 * a1
    torch.testing.assert_close(advantages, torch.tensor([[a0, a1, a2]]))
    torch.testing.assert_close(returns, advantages + values)


def test_with_gamma_and_lambda_of_one_everything_telescopes() -> None:
    rewards, values = random(2, 3), random(2, 3)
    advantages, returns = gae(rewards, values, MASK, 1.0, 1.0)
    to_go = rewards.where(MASK, 0).flip(1).cumsum(1).flip(1).where(MASK, 0)
    torch.testing.assert_close(returns, to_go)
    torch.testing.assert_close(advantages, (to_go - values).where(MASK, 0))


def test_with_lambda_of_zero_it_is_one_step_of_surprise() -> None:
    rewards, values = random(2, 3), random(2, 3).where(MASK, 0)
    advantages, _ = gae(rewards, values, MASK, 0.9, 0.0)
    after = torch.cat((values[:, 1:], values.new_zeros(2, 1)), dim=1)
    torch.testing.assert_close(advantages, (rewards + 0.9 * after - values).where(MASK, 0))


def test_what_stands_in_the_padding_changes_nothing() -> None:
    rewards, values, new, old = random(2, 3), random(2, 3), random(2, 3), random(2, 3) / 9
    dirty = [x.masked_fill(~MASK, torch.inf) for x in (rewards, values, new, old)]
    for ours, theirs in zip(gae(rewards, values, MASK, 0.9, 0.9), gae(*dirty[:2], MASK, 0.9, 0.9), strict=True):
        assert torch.equal(ours, theirs) and not ours[~MASK].any()
    leaf = dirty[2].clone().requires_grad_()
    loss = ppo_loss(leaf, dirty[3].nan_to_num(posinf=-3e38), rewards, MASK, 0.2)
    assert float(loss.detach()) == pytest.approx(float(ppo_loss(new, old, rewards, MASK, 0.2)))
    loss.backward()
    assert leaf.grad is not None and leaf.grad.isfinite().all() and leaf.grad[~MASK].abs().max() == 0


def test_at_a_ratio_of_one_the_gradient_is_the_policy_gradient() -> None:
    log_probs, advantages = random(2, 3).requires_grad_(), random(2, 3)
    (ours,) = torch.autograd.grad(ppo_loss(log_probs, log_probs.detach(), advantages, MASK, 0.2), log_probs)
    (theirs,) = torch.autograd.grad(-masked_mean(log_probs * advantages, MASK), log_probs)
    torch.testing.assert_close(ours, theirs)


def test_the_gradient_is_that_of_finite_differences() -> None:
    new, old, advantages = random(2, 3).requires_grad_(), random(2, 3) + 0.05, random(2, 3)
    assert torch.autograd.gradcheck(lambda x: ppo_loss(x, old, advantages, MASK, 0.2), (new,))
    assert torch.autograd.gradcheck(lambda x: value_loss(x, old, MASK), (new,))
    assert torch.autograd.gradcheck(lambda x: kl_penalty(x, old, MASK), (new,))


@pytest.mark.parametrize(
    ("ratio", "advantage", "expected"), [(1.5, 2.0, -2.4), (1.5, -2.0, 3.0), (0.5, 2.0, -1.0), (0.5, -2.0, 1.6)]
)
def test_the_clip_holds_back_gains_and_never_losses(ratio: float, advantage: float, expected: float) -> None:
    one = torch.ones(1, 1, dtype=torch.bool)
    new = torch.tensor([[ratio]], dtype=torch.float64).log().requires_grad_()
    loss = ppo_loss(new, torch.zeros(1, 1), torch.tensor([[advantage]]), one, 0.2)
    assert float(loss.detach()) == pytest.approx(expected)
    (grad,) = torch.autograd.grad(loss, new)
    stopped = (ratio > 1.2 and advantage > 0) or (ratio < 0.8 and advantage < 0)
    assert (float(grad) == 0) is stopped
    assert clipped_share(new.detach(), torch.zeros(1, 1), one, 0.2) == 1


def test_the_reward_comes_at_the_last_token_and_the_kl_at_every_one() -> None:
    kl = kl_per_token(torch.tensor([[0.0, -1.0, 5.0], [-2.0, 0.0, 9.0]]), torch.zeros(2, 3))
    rewards = per_token_rewards(torch.tensor([10.0, 20.0]), kl, MASK, 0.5)
    torch.testing.assert_close(rewards, torch.tensor([[0.0, 0.5, 7.5], [1.0, 20.0, 0.0]]))
    total = rewards.sum(1)
    torch.testing.assert_close(total, torch.tensor([10.0, 20.0]) - 0.5 * kl.where(MASK, 0).sum(1))


def test_no_token_counted_is_a_loss_of_zero_with_a_gradient() -> None:
    new, none = random(2, 3).requires_grad_(), torch.zeros(2, 3, dtype=torch.bool)
    loss = ppo_loss(new, random(2, 3), random(2, 3), none, 0.2)
    loss.backward()
    assert float(loss.detach()) == 0 and new.grad is not None and not new.grad.any()


def test_whitened_and_group_advantages_have_mean_zero_and_unit_size() -> None:
    white = whitened(random(2, 3) * 7 + 3, MASK)
    assert float(masked_mean(white, MASK)) == pytest.approx(0, abs=1e-9)
    assert float(masked_mean(white**2, MASK)) == pytest.approx(1) and not white[~MASK].any()
    groups = group_advantages(torch.tensor([1.0, 3.0, 5.0, 5.0]), 2)
    torch.testing.assert_close(groups, torch.tensor([-(0.5**0.5), 0.5**0.5, 0.0, 0.0]), atol=1e-5, rtol=0)
    with pytest.raises(ValueError, match="groups"):
        group_advantages(torch.zeros(5), 2)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_equal_scores_have_no_advantage_whatever_their_mean_is_rounded_to(dtype: torch.dtype) -> None:
    for size in range(2, 17):
        for value in (0.1, 0.35, 3.1, -5.3, 100.1, 1000.3, 1e6):
            equal = torch.full((2 * size,), value, dtype=dtype)
            assert not group_advantages(equal, size).any()
            mask = torch.arange(size) < torch.tensor([[size], [size // 2]])
            assert not whitened(equal.view(2, size).where(mask, torch.nan), mask).any()
    assert not whitened(random(2, 3), torch.zeros(2, 3, dtype=torch.bool)).any()


def test_a_constant_changes_no_advantage() -> None:
    scores, mask = torch.tensor([0.0, 1.0, 2.0, 4.0]), torch.ones(2, 2, dtype=torch.bool)
    torch.testing.assert_close(group_advantages(scores + 4096, 4), group_advantages(scores, 4))
    torch.testing.assert_close(whitened((scores + 4096).view(2, 2), mask), whitened(scores.view(2, 2), mask))


def test_the_estimate_of_the_kl_is_never_negative_and_right_on_average() -> None:
    p, q = random(5).softmax(0), random(6)[:5].softmax(0)
    each = torch.stack([kl_penalty(p.log()[i].view(1, 1), q.log()[i].view(1, 1), MASK[:1, :1]) for i in range(5)])
    assert (each >= 0).all()
    assert float((p * each).sum()) == pytest.approx(float((p * (p / q).log()).sum()))


def test_dpo_by_hand_and_at_the_reference() -> None:
    chosen, rejected, reference = torch.tensor([-3.0]), torch.tensor([-4.0]), torch.tensor([-5.0])
    assert float(dpo_loss(chosen, rejected, chosen, rejected, 0.1)) == pytest.approx(0.693147, abs=1e-5)
    wanted = -torch.sigmoid(torch.tensor(0.1 * (2.0 - 1.0))).log()
    torch.testing.assert_close(dpo_loss(chosen, rejected, reference, reference, 0.1), wanted)
