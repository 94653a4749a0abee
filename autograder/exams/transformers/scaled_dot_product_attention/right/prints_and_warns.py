import math
import sys
import warnings

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    print("attention", file=sys.stderr)
    warnings.warn("this is only a warning", stacklevel=2)
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
