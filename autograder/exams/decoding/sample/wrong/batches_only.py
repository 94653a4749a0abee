# property: leading_dimensions
# hint: leading_dimensions
# holds: values, impossible, last, unmodified, extremes, dtype
# check: unnamed
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=1).cumsum(dim=1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u[:, None]).sum(dim=1).minimum(last)
