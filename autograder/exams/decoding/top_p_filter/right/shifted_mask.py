import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    out = shares.cumsum(dim=-1) >= p
    out = torch.cat([torch.zeros_like(out[..., :1]), out[..., :-1]], dim=-1)
    return logits.scatter(-1, order, ranked.masked_fill(out, -math.inf))
