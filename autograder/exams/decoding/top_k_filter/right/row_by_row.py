import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    flat = logits.reshape(-1, logits.shape[-1])
    out = torch.full_like(flat, -math.inf)
    for i, row in enumerate(flat):
        for j in sorted(range(len(row)), key=lambda j: -row[j].item())[:k]:
            out[i, j] = row[j]
    return out.reshape(logits.shape)
