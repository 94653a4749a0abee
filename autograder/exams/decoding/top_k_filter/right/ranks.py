import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    rank = logits.argsort(dim=-1, descending=True).argsort(dim=-1)
    return torch.where(rank < k, logits, torch.tensor(-torch.inf, dtype=logits.dtype))
