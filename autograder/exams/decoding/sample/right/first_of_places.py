import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    size = logits.shape[-1]
    places = torch.arange(size).expand_as(logits)
    index = torch.where(ends > u[..., None], places, size).min(dim=-1).values
    last = torch.where(logits == -math.inf, -1, places).max(dim=-1).values
    return torch.where(index == size, last, index)
