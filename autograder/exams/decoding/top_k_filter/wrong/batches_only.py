# property: leading_dimensions
# hint: leading_dimensions
# holds: values, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
# check: unnamed
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    out = torch.full_like(logits, -math.inf)
    best = logits.topk(k, dim=1)
    return out.scatter(1, best.indices, best.values)
