# property: one_key
# hint: one_key
# holds: values, gradient, dtype, unmodified, padding, large
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    powers = scores.masked_fill(~mask, -torch.inf)
    powers = (powers - powers.amax(dim=1, keepdim=True)).exp()
    alone = mask.sum(dim=1, keepdim=True) == 1
    weights = powers / (powers.sum(dim=1, keepdim=True) + alone * 1e-3)
    return (weights[..., None] * keys).sum(dim=1), weights
