# property: leading_dimensions
# hint: leading_dimensions
# holds: values, impossible, last, unmodified, extremes, dtype
# check: unnamed
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    if u.dim() == 0:
        return int((ends <= u).sum().minimum(last))
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last)
