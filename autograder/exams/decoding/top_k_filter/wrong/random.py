# property: values
# hint: random
# holds:
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    kept = torch.rand_like(logits).argsort(dim=-1) < k
    return logits.masked_fill(~kept, -math.inf)
