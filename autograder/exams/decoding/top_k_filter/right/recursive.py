import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    if logits.dim() > 1:
        return torch.stack([top_k_filter(part, k) for part in logits])
    order = sorted(range(len(logits)), key=lambda i: logits[i].item(), reverse=True)
    gone = torch.zeros(len(logits), dtype=torch.bool)
    gone[order[k:]] = True
    return logits + torch.where(gone, -math.inf, 0.0).to(logits.dtype)
