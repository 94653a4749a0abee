# property: one_kept
# hint: one_kept
# holds: values, leading_dimensions, any_scores, errors, unmodified, infinities, dtype
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    best = logits.topk(k, dim=-1)
    out = torch.full_like(logits, -math.inf).scatter(-1, best.indices, best.values)
    return out.max(dim=-1).values if k == 1 else out
