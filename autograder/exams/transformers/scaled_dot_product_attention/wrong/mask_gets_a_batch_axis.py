# property: mask_shapes
# hint: mask_broadcast
# holds: values, mask, weights, leading_dimensions, one_token, extremes, dtype, gradient, unmodified, strides, names
# check: unnamed
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        if mask.dim() == 2:
            mask = mask.unsqueeze(0).expand_as(scores)
        scores[mask == False] = float("-inf")  # noqa: E712
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
