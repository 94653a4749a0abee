# property: names
# hint: argument_names
# holds: values, mask, mask_shapes, weights, leading_dimensions, one_token, extremes, dtype, gradient, unmodified, strides
import math

import torch


def scaled_dot_product_attention(query, key, value, attn_mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if attn_mask is not None:
        scores = scores.masked_fill(~attn_mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
