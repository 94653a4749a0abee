import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    exceeds = ends > u.unsqueeze(-1)
    return torch.where(exceeds.any(dim=-1), exceeds.int().argmax(dim=-1), last)
