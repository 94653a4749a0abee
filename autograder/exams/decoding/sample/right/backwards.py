import math

import torch


def sample(logits, u):
    out = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    for index in reversed(range(logits.shape[-1])):
        out = torch.where(ends[..., index] > u, index, out)
    return out
