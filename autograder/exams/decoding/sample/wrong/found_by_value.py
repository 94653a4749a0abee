# property: extremes
# hint: many_tokens
# holds: values, leading_dimensions, impossible, last, unmodified, dtype
# check: impossible
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    index = (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last).unsqueeze(-1)
    return (logits == logits.gather(-1, index)).int().argmax(dim=-1)
