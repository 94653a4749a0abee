# property: one_token
# hint: one_token
# holds: values, mask, mask_shapes, weights, leading_dimensions, extremes, dtype, gradient, unmodified, strides, names
# check: shape
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    if scores.shape[-2] == 1:
        return value, weights
    return weights @ value, weights
