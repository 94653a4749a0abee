# property: dtype
# hint: dtype_raised
# holds: values, leading_dimensions, impossible, unmodified, extremes
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1) @ torch.ones(logits.shape[-1], logits.shape[-1]).triu()
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last)
