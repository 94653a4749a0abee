# property: values
# hint: mask
# holds:
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return ends > u.unsqueeze(-1)
