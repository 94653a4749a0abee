import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    best = logits.topk(k, dim=-1)
    return torch.full_like(logits, -torch.inf).scatter(-1, best.indices, best.values)
