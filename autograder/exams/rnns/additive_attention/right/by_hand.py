import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    scores = scores.masked_fill(~mask, -torch.inf)
    powers = (scores - scores.amax(dim=1, keepdim=True)).exp()
    weights = powers / powers.sum(dim=1, keepdim=True)
    return (keys.transpose(1, 2) @ weights[..., None])[..., 0], weights
