"""GRPO (Shao et al. 2024): several answers to one prompt, each compared with its siblings. No critic, no GAE."""

from jaxtyping import Bool, Float
from torch import Tensor

from course_lib.rlhf.ppo import masked_mean


def group_advantages(scores: Float[Tensor, " batch"], group_size: int) -> Float[Tensor, " batch"]:
    """(score − mean) / standard deviation within each run of group_size answers to one prompt; 0 where all are equal.

    ValueError unless group_size divides the batch and is 2 at least.
    """
    if group_size < 2 or len(scores) % group_size:
        raise ValueError(f"expected groups of 2 or more that fill the batch, got {len(scores)} in {group_size}s")
    groups = scores.view(-1, group_size)  # (B / size, size)
    # The mean of equal numbers may be rounded, and a tiny deviation over a tiny spread is a large advantage. The
    # differences from one of them are exactly 0.
    groups = groups - groups[:, :1]
    deviation = groups - groups.mean(1, keepdim=True)
    return (deviation / (groups.std(1, keepdim=True) + 1e-6)).flatten()


def kl_penalty(
    log_probs: Float[Tensor, "batch n"], reference_log_probs: Float[Tensor, "batch n"], mask: Bool[Tensor, "batch n"]
) -> Float[Tensor, ""]:
    """The mean of π_ref/π − log(π_ref/π) − 1: an estimate of KL(π ‖ π_ref) that is never negative (Schulman 2020)."""
    log_ratio = (reference_log_probs.detach() - log_probs).where(mask, 0)
    return masked_mean(log_ratio.exp() - log_ratio - 1, mask)
