# property: large
# hint: large
# holds: values, sizes, gradient, dtype, unmodified, one_key, padding
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    powers = scores.exp() * mask
    weights = powers / powers.sum(dim=-1, keepdim=True)
    return (weights[..., None] * keys).sum(dim=1), weights
