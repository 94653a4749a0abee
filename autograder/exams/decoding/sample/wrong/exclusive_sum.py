# property: values
# hint: one_more
# holds: leading_dimensions, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    shares = logits.softmax(dim=-1)
    before = shares.cumsum(dim=-1) - shares
    return (before > u.unsqueeze(-1)).int().argmax(dim=-1)
