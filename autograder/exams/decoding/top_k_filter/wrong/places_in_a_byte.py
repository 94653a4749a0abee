# property: any_scores
# hint: large
# holds: values, leading_dimensions, one_kept, all_kept, errors, unmodified, infinities, dtype
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    best = logits.topk(k, dim=-1)
    places = best.indices.to(torch.uint8).long()
    return torch.full_like(logits, -math.inf).scatter(-1, places, best.values)
