# property: last
# hint: last
# holds: values, leading_dimensions, impossible, unmodified, extremes, dtype
# check: passes
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    index = (ends <= u.unsqueeze(-1)).sum(dim=-1)
    return torch.where(index == logits.shape[-1], logits.argmax(dim=-1), index)
