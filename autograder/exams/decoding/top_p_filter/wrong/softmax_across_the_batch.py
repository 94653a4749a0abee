# property: values
# hint: batch_mixed
# holds: leading_dimensions, any_scores, all_kept, unmodified, errors, infinities, dtype
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    best, order = logits.softmax(dim=0).sort(dim=-1, descending=True)
    out = best.cumsum(dim=-1) - best >= p
    return logits.masked_fill(torch.zeros_like(out).scatter(-1, order, out), -math.inf)
