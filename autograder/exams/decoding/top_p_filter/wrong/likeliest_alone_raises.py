# property: one_kept
# hint: one_kept
# holds: values, leading_dimensions, any_scores, all_kept, unmodified, errors, infinities, dtype
# check: unnamed
import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    last = (shares.cumsum(dim=-1) < p).sum(dim=-1)
    if int(last.min()) == 0:
        raise IndexError('nothing is below p')
    out = torch.arange(logits.shape[-1]) > last.unsqueeze(-1)
    return logits.scatter(-1, order, ranked.masked_fill(out, -math.inf))
