# property: infinities
# hint: infinities
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    x = logits - logits.amin(dim=-1, keepdim=True)
    shares = x.exp() / x.exp().sum(dim=-1, keepdim=True)
    best, order = shares.sort(dim=-1, descending=True)
    out = torch.zeros_like(shares, dtype=torch.bool).scatter(-1, order, best.cumsum(dim=-1) - best >= p)
    return logits.masked_fill(out, -math.inf)
