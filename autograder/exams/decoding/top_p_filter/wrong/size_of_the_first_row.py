# property: values
# hint: batch_mixed
# holds: leading_dimensions, any_scores, exactly, one_kept, all_kept, unmodified, errors, infinities, dtype
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    first = shares.reshape(-1, shares.shape[-1])[0]
    size = int((first.cumsum(dim=-1) < p).sum()) + 1
    out = torch.arange(logits.shape[-1]).expand_as(logits) >= size
    return logits.scatter(-1, order, ranked.masked_fill(out, -math.inf))
