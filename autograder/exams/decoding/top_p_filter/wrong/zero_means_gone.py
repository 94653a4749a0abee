# property: any_scores
# hint: zero_scores
# holds: values, leading_dimensions, one_kept, all_kept, unmodified, errors, infinities, dtype
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
    kept = torch.zeros_like(logits).scatter(-1, order, ranked.masked_fill(out, 0.0))
    return kept.masked_fill(kept == 0, -math.inf)
