# property: values
# hint: hard_attention
# holds: mask, mask_shapes, weights, leading_dimensions, one_token, extremes, dtype, unmodified, strides, names
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.nn.functional.one_hot(scores.argmax(dim=-1), scores.shape[-1]).to(scores.dtype)
    return weights @ value, weights
