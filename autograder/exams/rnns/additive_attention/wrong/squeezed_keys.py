# property: sizes
# hint: sizes
# holds: values, gradient, dtype, unmodified, one_key, padding, large
# check: passes
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = (torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v[:, None]).squeeze()
    weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
    return (weights[..., None] * keys).sum(dim=1), weights
