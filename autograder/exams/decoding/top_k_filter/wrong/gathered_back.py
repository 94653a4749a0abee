# property: values
# hint: gathered_back
import math


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    ranked, order = logits.sort(dim=-1, descending=True)
    ranked[..., k:] = -math.inf
    return ranked.gather(-1, order)
