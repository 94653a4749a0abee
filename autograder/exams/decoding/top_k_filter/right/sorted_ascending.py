import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    values = logits.sort(dim=-1).values
    smallest_kept = values[..., -k].unsqueeze(-1)
    out = logits.clone()
    out[logits < smallest_kept] = -math.inf
    return out
