# property: mask
# hint: mask_leaks
# holds: values, leading_dimensions, one_token, extremes, dtype, gradient, unmodified, strides, names
# check: value
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -10.0)
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
