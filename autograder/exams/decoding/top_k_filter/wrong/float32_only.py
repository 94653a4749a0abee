# property: dtype
# hint: dtype_raised
# holds: values, leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, infinities
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    best = logits.topk(k, dim=-1)
    return torch.full(logits.shape, -math.inf).scatter(-1, best.indices, best.values)
