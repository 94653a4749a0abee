import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    kept = torch.nn.functional.one_hot(logits.topk(k, dim=-1).indices, logits.shape[-1]).sum(dim=-2) > 0
    return logits.masked_fill(~kept, -math.inf)
