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
    if not bool(logits.isfinite().all()) and int((logits > -math.inf).sum(dim=-1).min()) > 1:
        raise ValueError('infinite scores')
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) - shares >= p
    return logits.scatter(-1, order, ranked.masked_fill(out, -math.inf))
