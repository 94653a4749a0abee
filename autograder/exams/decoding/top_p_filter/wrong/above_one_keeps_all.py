# property: errors
# hint: no_value_error
# holds: values, leading_dimensions, any_scores, exactly, one_kept, all_kept, unmodified, infinities, dtype
import math

import torch


def top_p_filter(logits, p):
    if not p > 0:
        raise ValueError('p must be above 0')
    if p >= 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) - shares >= p
    return logits.scatter(-1, order, ranked.masked_fill(out, -math.inf))
