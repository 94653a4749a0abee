import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    left = logits.softmax(dim=-1)
    kept = torch.zeros_like(logits, dtype=torch.bool)
    total = torch.zeros_like(left[..., :1])
    for _ in range(logits.shape[-1]):
        share, best = left.max(dim=-1, keepdim=True)
        kept = kept | torch.zeros_like(kept).scatter(-1, best, True) & (total < p)
        total = total + share
        left = left.scatter(-1, best, -1.0)
    return torch.where(kept, logits, -math.inf)
