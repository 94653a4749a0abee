# property: leading_dimensions
# hint: remembers_calls
# holds: values, any_scores, one_kept, all_kept, errors, unmodified, infinities, dtype
import math

import torch

KEPT = {}


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    key = (tuple(logits.shape), k, logits.dtype)
    if key not in KEPT:
        smallest_kept = logits.topk(k, dim=-1).values[..., -1:]
        KEPT[key] = logits < smallest_kept
    return logits.masked_fill(KEPT[key], -math.inf)
