# score: 0
import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    output = torch.zeros(*query.shape[:-1], value.shape[-1], dtype=query.dtype)
    weights = torch.zeros(*query.shape[:-1], key.shape[-2], dtype=query.dtype)
    return output, weights
