# property: leading_dimensions
# hint: leading_dimensions
# holds: values, impossible, last, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    rows = logits.reshape(-1, logits.shape[-1])
    ends = rows.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(rows.shape[-1]).where(rows > -math.inf, -1).amax(dim=-1)
    return (ends <= u.reshape(-1, 1)).sum(dim=-1).minimum(last)
