# property: values
# hint: one_number
# holds: leading_dimensions, impossible, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return (ends <= u.mean()).sum(dim=-1)
