# property: impossible
# hint: drawn_impossible
# holds: values, leading_dimensions, last, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    index = (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last)
    return torch.where(u == 0, torch.zeros_like(index), index)
