# property: values
# hint: mask_ignored
# holds: sizes, gradient, dtype, unmodified, large
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    weights = scores.softmax(dim=-1)
    context = (weights[..., None] * keys).sum(dim=1)
    return context, weights
