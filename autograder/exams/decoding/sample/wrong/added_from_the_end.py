# property: values
# hint: from_the_end
# holds: leading_dimensions, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    ends = logits.flip(-1).softmax(dim=-1).cumsum(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).clamp(max=logits.shape[-1] - 1)
