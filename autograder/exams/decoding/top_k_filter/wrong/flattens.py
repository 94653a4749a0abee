# property: leading_dimensions
# hint: leading_dimensions
# holds: values, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    rows = logits.reshape(-1, logits.shape[-1])
    best = rows.topk(k, dim=-1)
    return torch.full_like(rows, -math.inf).scatter(-1, best.indices, best.values)
