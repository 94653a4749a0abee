# property: values
# hint: random
# holds:
import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.nn.functional.dropout(torch.softmax(scores, dim=-1), 0.1)
    return weights @ value, weights
