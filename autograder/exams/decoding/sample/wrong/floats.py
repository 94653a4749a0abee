# property: dtype
# hint: not_int64
# holds: values, leading_dimensions, impossible, last, unmodified, extremes
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last).to(logits.dtype)
