# property: values
# hint: reshaped
# holds:
# check: passes
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    if key.shape[-2] != query.shape[-1]:
        key = key.transpose(-2, -1)
    scores = query @ key / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
