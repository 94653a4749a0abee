# property: mask
# hint: mask_added
# holds: values, leading_dimensions, one_token, extremes, dtype, gradient, unmodified, strides, names
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores - (~mask).to(scores.dtype)
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
