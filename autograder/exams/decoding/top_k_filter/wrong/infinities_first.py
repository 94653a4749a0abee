# property: infinities
# hint: infinities
# holds: values, leading_dimensions, any_scores, one_kept, all_kept, errors, unmodified, dtype
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    x = logits.nan_to_num(neginf=1e4)
    best = x.topk(k, dim=-1)
    return torch.full_like(logits, -math.inf).scatter(-1, best.indices, best.values)
