# property: values
# hint: rows_do_not_sum_to_one
# holds:
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    weights = weights / (weights.sum(dim=-1, keepdim=True) + 1e-3)
    return weights @ value, weights
