import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = torch.matmul(query / query.shape[-1] ** 0.5, key.transpose(-1, -2))
    if mask is not None:
        scores = scores.masked_fill_(mask.logical_not(), float("-inf"))
    weights = torch.nn.Softmax(dim=-1)(scores)
    return torch.einsum("...nm,...mv->...nv", weights, value), weights
