# property: values
# hint: reshaped
# holds: mask, mask_shapes, weights, leading_dimensions, one_token, extremes, dtype, gradient, unmodified, strides, names
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2]) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
