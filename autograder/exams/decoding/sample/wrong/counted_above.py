# property: values
# hint: counted_above
# holds: leading_dimensions, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return (ends > u.unsqueeze(-1)).sum(dim=-1)
