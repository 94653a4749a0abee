import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    lead, n, m = query.shape[:-2], query.shape[-2], key.shape[-2]
    q = query.reshape(-1, n, query.shape[-1])
    k = key.reshape(-1, m, key.shape[-1])
    v = value.reshape(-1, m, value.shape[-1])
    bias = torch.zeros(*lead, n, m, dtype=q.dtype, device=q.device)
    if mask is not None:
        bias = bias.masked_fill(~mask, float("-inf"))
    scores = torch.baddbmm(bias.reshape(-1, n, m), q, k.transpose(1, 2), alpha=1 / math.sqrt(q.shape[-1]))
    weights = scores.softmax(dim=-1)
    return torch.bmm(weights, v).reshape(*lead, n, v.shape[-1]), weights.reshape(*lead, n, m)
