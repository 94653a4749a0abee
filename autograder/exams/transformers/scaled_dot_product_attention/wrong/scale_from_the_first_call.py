# property: values
# hint: value
# holds:
import math

import torch


kept = []


def scaled_dot_product_attention(query, key, value, mask=None):
    kept.append(math.sqrt(query.shape[-1]))
    scores = query @ key.transpose(-2, -1) / kept[0]
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
