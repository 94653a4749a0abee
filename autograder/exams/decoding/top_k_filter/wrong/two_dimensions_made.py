# property: leading_dimensions
# hint: leading_dimensions
# holds: values, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    logits = torch.atleast_2d(logits)
    smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
    return logits.masked_fill(logits < smallest_kept, -math.inf)
