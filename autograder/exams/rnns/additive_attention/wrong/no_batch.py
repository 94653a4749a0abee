# property: sizes
# hint: sizes
# holds: values, gradient, dtype, unmodified, one_key, padding, large
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    if len(query) == 1:
        query, keys = query[0], keys[0]
        scores = torch.tanh(w_q @ query + keys @ w_k.T) @ v
        weights = scores.masked_fill(~mask[0], -torch.inf).softmax(dim=-1)
        return weights @ keys, weights
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
    context = (weights[..., None] * keys).sum(dim=1)
    return context, weights
