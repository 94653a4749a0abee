import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    ranked, order = logits.sort(dim=-1, descending=True)
    shares = ranked.softmax(dim=-1)
    before = torch.einsum('...v,vw->...w', shares, torch.ones(logits.shape[-1], logits.shape[-1], dtype=logits.dtype).triu(1))
    return torch.full_like(logits, -math.inf).scatter(-1, order, torch.where(before >= p, -math.inf, ranked))
