# property: values
# hint: threshold_axis
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
    last = (shares.cumsum(dim=-1) < p).sum(dim=-1, keepdim=True)
    lowest = ranked.gather(-1, last).squeeze(-1)
    return logits.masked_fill(logits < lowest, -math.inf)
