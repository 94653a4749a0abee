# property: values
# hint: inf_times_zero
# holds:
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
    gone = torch.zeros_like(out).scatter(-1, order, out)
    return logits * ~gone + gone * -math.inf
