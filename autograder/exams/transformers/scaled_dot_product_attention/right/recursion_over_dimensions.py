import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    if query.dim() > 2:
        if mask is not None:
            mask = mask.expand(*query.shape[:-1], key.shape[-2])
        parts = [
            scaled_dot_product_attention(query[i], key[i], value[i], None if mask is None else mask[i])
            for i in range(query.shape[0])
        ]
        return torch.stack([output for output, _ in parts]), torch.stack([weights for _, weights in parts])
    scores = query @ key.T / math.sqrt(query.shape[1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores, dim=1)
    return weights @ value, weights
