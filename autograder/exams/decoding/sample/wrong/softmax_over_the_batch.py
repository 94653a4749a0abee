# property: values
# hint: wrong_axis
# holds: leading_dimensions, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    ends = logits.flatten().softmax(dim=-1).view_as(logits).cumsum(dim=-1)
    return (ends > u.unsqueeze(-1)).int().argmax(dim=-1)
