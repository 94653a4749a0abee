import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    left = logits.clone()
    kept = torch.zeros_like(logits, dtype=torch.bool)
    for _ in range(k):
        best = left.argmax(dim=-1, keepdim=True)
        kept = kept.scatter(-1, best, True)
        left = left.scatter(-1, best, -math.inf)
    return logits.masked_fill(~kept, -math.inf)
