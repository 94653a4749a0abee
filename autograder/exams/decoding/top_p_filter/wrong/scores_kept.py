# property: leading_dimensions
# hint: remembers_calls
# holds: values, any_scores, one_kept, all_kept, unmodified, errors, infinities, dtype
# check: unnamed
import math

import torch


KEPT = {}


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    key = str(logits.tolist()), logits.dtype
    if key not in KEPT:
        ranked, order = logits.sort(dim=-1, descending=True)
        shares = ranked.softmax(dim=-1)
        out = shares.cumsum(dim=-1) - shares >= p
        KEPT[key] = logits.scatter(-1, order, ranked.masked_fill(out, -math.inf))
    return KEPT[key].clone()
