# property: values
# hint: no_softmax
# holds: sizes, gradient, dtype, unmodified, padding, large
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    weights = scores * mask
    context = (weights[..., None] * keys).sum(dim=1)
    return context, weights
