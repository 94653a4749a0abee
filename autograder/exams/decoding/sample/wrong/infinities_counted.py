# property: impossible
# hint: impossible
# holds: values, leading_dimensions, last, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    shares = torch.where(logits.isfinite(), logits, 0.0).softmax(dim=-1)
    ends = shares.cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last)
