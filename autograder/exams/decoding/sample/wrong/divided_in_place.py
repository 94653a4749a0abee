# property: unmodified
# hint: mutated
# holds: values, leading_dimensions, impossible, last, extremes, dtype
import math

import torch


def sample(logits, u):
    logits.sub_(logits.amax(dim=-1, keepdim=True)).exp_()
    ends = logits.cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > 0, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1) * ends[..., -1:]).sum(dim=-1).minimum(last)
