# property: padding
# hint: padding
# holds: values, sizes, gradient, unmodified, one_key
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    weights = torch.where(mask, scores, scores.amax(dim=1, keepdim=True) - 20).softmax(dim=-1)
    context = (weights[..., None] * keys).sum(dim=1)
    return context, weights
