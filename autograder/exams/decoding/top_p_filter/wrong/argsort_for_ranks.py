# property: values
# hint: order_for_ranks
# holds: leading_dimensions, any_scores, exactly, all_kept, unmodified, errors, infinities, dtype
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    size = (shares.cumsum(dim=-1) < p).sum(dim=-1, keepdim=True) + 1
    return logits.masked_fill(order >= size, -math.inf)
