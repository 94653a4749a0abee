# property: values
# hint: value
# holds:
# check: passes
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    if value.shape[-1] == key.shape[-2]:
        value = value.transpose(-2, -1)
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
