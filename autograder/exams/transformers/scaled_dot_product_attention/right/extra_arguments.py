import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None, *, dropout=0.0, scale=None, verbose=False):
    """Attention (Vaswani et al. 2017, equation 1)."""
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = torch.matmul(query, key.transpose(-2, -1)) * scale
    if mask is not None:
        scores = scores.masked_fill(mask == 0, float("-inf"))
    weights = torch.dropout(torch.softmax(scores, dim=-1), dropout, train=False)
    if verbose:
        print("weights", weights.shape)
    return torch.matmul(weights, value), weights
