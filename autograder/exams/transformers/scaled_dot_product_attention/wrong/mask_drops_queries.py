# property: mask
# hint: mask_drops_queries
# holds: values, leading_dimensions, one_token, extremes, dtype, gradient, unmodified, strides, names
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores, dim=-1)
    output = weights @ value
    if mask is not None:
        seen = mask.all(dim=-1, keepdim=True)
        output, weights = output * seen, weights * seen
    return output, weights
