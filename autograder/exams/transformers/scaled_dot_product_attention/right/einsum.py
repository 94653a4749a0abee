import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = torch.einsum("...nd,...md->...nm", query, key) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = torch.where(mask, scores, torch.tensor(float("-inf"), dtype=scores.dtype, device=scores.device))
    weights = scores.softmax(-1)
    return torch.einsum("...nm,...mv->...nv", weights, value), weights
