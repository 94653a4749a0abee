# property: values
# hint: product
# holds: sizes, dtype, unmodified, one_key, padding, large
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = ((query @ w_q.T)[:, None] * (keys @ w_k.T)).sum(dim=-1)
    weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
    context = (weights[..., None] * keys).sum(dim=1)
    return context, weights
