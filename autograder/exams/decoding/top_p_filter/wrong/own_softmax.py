# property: infinities
# hint: infinities
# holds: values, leading_dimensions, any_scores, exactly, one_kept, all_kept, unmodified, errors, dtype
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    x = logits - logits.amin(dim=-1, keepdim=True)
    shares = x.exp() / x.exp().sum(dim=-1, keepdim=True)
    best, order = shares.sort(dim=-1, descending=True)
    out = torch.zeros_like(shares, dtype=torch.bool).scatter(-1, order, best.cumsum(dim=-1) - best >= p)
    return logits.masked_fill(out, -math.inf)
