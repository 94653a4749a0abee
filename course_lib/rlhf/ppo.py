"""The formulas of PPO on text: every token is an action, the reward comes at the end, and leaving the reference costs.

All tensors are (batch, n) by token of the answer; mask is one run of True per row, from the start.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor


def masked_mean(x: Float[Tensor, "batch n"], mask: Bool[Tensor, "batch n"]) -> Float[Tensor, ""]:
    """The mean over counted tokens of the whole batch; 0, with a gradient, if none counts."""
    return x.where(mask, 0).sum() / mask.sum().clamp(min=1)


def kl_per_token(
    log_probs: Float[Tensor, "batch n"], reference_log_probs: Float[Tensor, "batch n"]
) -> Float[Tensor, "batch n"]:
    """log π(a) − log π_ref(a), nats: at one token it may be negative; its mean over answers of π is KL(π ‖ π_ref)."""
    return log_probs - reference_log_probs


def per_token_rewards(
    scores: Float[Tensor, " batch"],
    kl: Float[Tensor, "batch n"],
    mask: Bool[Tensor, "batch n"],
    kl_coefficient: float,
) -> Float[Tensor, "batch n"]:
    """−β · KL at every token, and the answer's score at its last (Ouyang et al. 2022, equation 2). Zero outside."""
    rewards = (-kl_coefficient * kl).where(mask, 0)
    last = (mask.sum(1) - 1).clamp(min=0)
    return rewards.scatter_add(1, last[:, None], scores.where(mask.any(1), 0)[:, None])


def gae(
    rewards: Float[Tensor, "batch n"],
    values: Float[Tensor, "batch n"],
    mask: Bool[Tensor, "batch n"],
    gamma: float,
    lam: float,
) -> tuple[Float[Tensor, "batch n"], Float[Tensor, "batch n"]]:
    """Generalised advantage estimation (Schulman et al. 2016, equation 16): advantages and returns, zero outside mask.

    δ_t = r_t + γ V_{t+1} − V_t;  A_t = δ_t + γ λ A_{t+1}; the value after a row's end is 0. returns = A + V.

    >>> rewards, values = torch.tensor([[0.0, 0.0, 1.0]]), torch.tensor([[0.5, 0.5, 0.5]])
    >>> gae(rewards, values, torch.ones(1, 3, dtype=torch.bool), gamma=1.0, lam=0.5)
    (tensor([[0.1250, 0.2500, 0.5000]]), tensor([[0.6250, 0.7500, 1.0000]]))
    """
    values, rewards = values.where(mask, 0), rewards.where(mask, 0)
    advantages = torch.zeros_like(values)
    after = values.new_zeros(len(values))
    value_after = after
    for t in range(values.shape[1] - 1, -1, -1):
        surprise = rewards[:, t] + gamma * value_after - values[:, t]
        after = (surprise + gamma * lam * after).where(mask[:, t], 0)
        value_after = values[:, t]
        advantages[:, t] = after
    return advantages, advantages + values


def ppo_loss(
    new_log_probs: Float[Tensor, "batch n"],
    old_log_probs: Float[Tensor, "batch n"],
    advantages: Float[Tensor, "batch n"],
    mask: Bool[Tensor, "batch n"],
    clip: float,
) -> Float[Tensor, ""]:
    """−min(ρ A, clip(ρ, 1 − ε, 1 + ε) A), ρ = π_new / π_old, mean over counted tokens (Schulman et al. 2017, equation
    7); to minimise. The gradient goes through new_log_probs only.

    >>> new, old, gains = torch.tensor([[1.5, 0.5]]).log(), torch.zeros(1, 2), torch.ones(1, 2)
    >>> ppo_loss(new, old, gains, torch.ones(1, 2, dtype=torch.bool), clip=0.2)  # −(1.2 + 0.5) / 2
    tensor(-0.8500)
    """
    old_log_probs, advantages = old_log_probs.detach(), advantages.detach()
    # Outside the mask anything may stand, infinities too, and 0 · ∞ would poison the gradient.
    ratio = (new_log_probs - old_log_probs).where(mask, 0).exp()
    gain = torch.minimum(ratio * advantages, ratio.clamp(1 - clip, 1 + clip) * advantages)
    return -masked_mean(gain, mask)


def value_loss(
    values: Float[Tensor, "batch n"], returns: Float[Tensor, "batch n"], mask: Bool[Tensor, "batch n"]
) -> Float[Tensor, ""]:
    """Half the squared error of the critic, mean over counted tokens."""
    return masked_mean((values - returns.detach()).where(mask, 0) ** 2, mask) / 2


def clipped_share(
    new_log_probs: Float[Tensor, "batch n"],
    old_log_probs: Float[Tensor, "batch n"],
    mask: Bool[Tensor, "batch n"],
    clip: float,
) -> float:
    """The share of counted tokens whose ratio has left [1 − ε, 1 + ε]: how much of a step the clip stops."""
    outside = ((new_log_probs - old_log_probs).exp() - 1).abs() > clip
    return float(masked_mean(outside.to(new_log_probs.dtype), mask))


def whitened(advantages: Float[Tensor, "batch n"], mask: Bool[Tensor, "batch n"]) -> Float[Tensor, "batch n"]:
    """Mean 0 and variance 1 over counted tokens, 0 outside and where all are equal: the size of a step no longer
    depends on the reward's."""
    # From the smallest of them: then equal ones are exactly 0, while their mean may be rounded (see grpo).
    advantages = advantages - advantages.where(mask, torch.inf).amin()
    mean = masked_mean(advantages, mask)
    variance = masked_mean((advantages - mean) ** 2, mask)
    return ((advantages - mean) / (variance + 1e-8).sqrt()).where(mask, 0)
