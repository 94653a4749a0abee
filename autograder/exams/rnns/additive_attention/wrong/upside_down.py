# property: values
# hint: inverted
# holds: sizes, gradient, dtype, unmodified, large
import torch


def additive_attention(query, keys, mask, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + keys @ w_k.T) @ v
    weights = scores.masked_fill(mask, -torch.inf).softmax(dim=-1).nan_to_num(nan=0.0)
    context = (weights[..., None] * keys).sum(dim=1)
    return context, weights
