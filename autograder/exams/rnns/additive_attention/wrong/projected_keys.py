# property: values
# hint: projected_keys
# holds: sizes, gradient, dtype, unmodified, padding, large
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
    context = (weights[..., None] * (keys @ w_k.T)).sum(dim=1)
    return context, weights
