# property: any_scores
# hint: large
# holds: values, leading_dimensions, exactly, one_kept, all_kept, unmodified, errors, infinities, dtype
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) - shares >= p
    places = order.to(torch.uint8).long()
    return torch.full_like(logits, -math.inf).scatter(-1, places, ranked.masked_fill(out, -math.inf))
