import torch
import torch.nn.functional as F


def gae(rewards, values, mask, gamma, lam):
    r, v = rewards.masked_fill(~mask, 0), values.masked_fill(~mask, 0)
    n = v.shape[1]
    delta = r + gamma * F.pad(v[:, 1:], (0, 1)) - v
    delta = delta.masked_fill(~mask, 0)
    gap = torch.arange(n)[:, None] - torch.arange(n)[None, :]
    weights = torch.where(gap >= 0, torch.tensor(float(gamma * lam), dtype=v.dtype) ** gap.clamp(min=0), 0).to(v.dtype)
    advantages = (delta @ weights).masked_fill(~mask, 0)
    return advantages, advantages + v
