# property: impossible
# hint: drawn_impossible
# holds: values, leading_dimensions, last, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return torch.searchsorted(ends, u.unsqueeze(-1).contiguous()).squeeze(-1).minimum(last)
