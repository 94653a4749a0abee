import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = key @ query.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        while mask.dim() < 2:
            mask = mask.unsqueeze(0)
        scores = scores.masked_fill(~mask.transpose(-2, -1), float("-inf"))
    weights = torch.softmax(scores, dim=-2)
    output = value.transpose(-2, -1) @ weights
    return output.transpose(-2, -1), weights.transpose(-2, -1)
