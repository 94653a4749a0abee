import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    if logits.dim() > 1:
        return torch.stack([top_p_filter(row, p) for row in logits])
    left, total = dict(enumerate(logits.softmax(dim=-1).tolist())), 0.0
    kept = torch.zeros_like(logits, dtype=torch.bool)
    while left and total < p:
        token = max(left, key=left.get)
        total += left.pop(token)
        kept[token] = True
    return logits.masked_fill(~kept, -math.inf)
