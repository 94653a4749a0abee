import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-1, -2) / math.sqrt(key.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not(), -math.inf)
    scores = scores - scores.max(dim=-1, keepdim=True).values
    numerator = scores.exp()
    weights = numerator / numerator.sum(dim=-1, keepdim=True)
    return weights @ value, weights
