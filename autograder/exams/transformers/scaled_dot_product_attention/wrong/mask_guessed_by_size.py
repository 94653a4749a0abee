# property: mask
# hint: mask_guessed
# holds: values, weights, leading_dimensions, one_token, extremes, dtype, gradient, unmodified, strides, names
# check: shape
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        if mask.shape[0] == query.shape[0] and mask.dim() == 2:
            mask = mask[:, None, :]
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
