# property: extremes
# hint: many_tokens
# holds: values, leading_dimensions, impossible, last, unmodified, dtype
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1)).to(torch.uint8).sum(dim=-1, dtype=torch.uint8).long().minimum(last)
