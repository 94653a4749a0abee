# property: large
# hint: large
# holds: values, sizes, gradient, dtype, unmodified, one_key, padding
# check: passes
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    weights = scores.masked_fill(~mask, -10_000.0).softmax(dim=1)
    return (weights[..., None] * keys).sum(dim=1), weights
