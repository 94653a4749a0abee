# property: extremes
# hint: overflow
# holds: values, mask_shapes, weights, leading_dimensions, one_token, dtype, gradient, unmodified, strides, names
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.exp(scores)
    weights = weights / weights.sum(dim=-1, keepdim=True)
    return weights @ value, weights
