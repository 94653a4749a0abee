# property: leading_dimensions
# hint: not_contiguous
# holds: values, impossible, last, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    ends = logits.view(-1, logits.shape[-1]).softmax(dim=-1).cumsum(dim=-1)
    possible = logits.view(-1, logits.shape[-1]) > -math.inf
    last = torch.arange(logits.shape[-1]).where(possible, -1).amax(dim=-1)
    return (ends <= u.view(-1, 1)).sum(dim=-1).minimum(last).view(u.shape)
