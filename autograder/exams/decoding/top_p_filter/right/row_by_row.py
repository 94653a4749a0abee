import math

import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    flat = logits.reshape(-1, logits.shape[-1])
    out = torch.full_like(flat, -math.inf)
    for i, shares in enumerate(flat.softmax(dim=-1)):
        total = 0.0
        for j in shares.argsort(descending=True).tolist():
            out[i, j] = flat[i, j]
            total += shares[j].item()
            if total >= p:
                break
    return out.view_as(logits)
