# property: extremes
# hint: overflow
# holds: values, leading_dimensions, impossible, last, unmodified, dtype
import math

import torch


def sample(logits, u):
    shares = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    ends = shares.cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last)
