# property: unmodified
# hint: mutated
# holds: values, leading_dimensions, impossible, last, extremes, dtype
import math

import torch


def sample(logits, u):
    logits -= logits.max(dim=-1, keepdim=True).values
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last)
