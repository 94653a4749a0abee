# property: leading_dimensions
# hint: leading_dimensions
# holds: values, mask, weights, one_token, extremes, dtype, gradient, unmodified, strides, names
# check: unnamed
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=2)
    return weights @ value, weights
