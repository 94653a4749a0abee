import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    possible = logits > -math.inf
    last = possible.int().cumsum(dim=-1) == possible.int().sum(dim=-1, keepdim=True)
    ends = ends.masked_fill(last, 1.0)
    return (ends > u.unsqueeze(-1)).to(torch.uint8).argmax(dim=-1)
