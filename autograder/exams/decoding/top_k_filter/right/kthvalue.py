import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    size = logits.shape[-1]
    smallest_kept = logits.kthvalue(size - k + 1, dim=-1, keepdim=True).values
    return torch.where(logits >= smallest_kept, logits, -torch.inf)
