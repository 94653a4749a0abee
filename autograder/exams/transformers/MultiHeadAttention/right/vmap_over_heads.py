import math

import torch
from torch import nn


def one_head(q, k, v, mask):
    return torch.softmax(q @ k.mT / math.sqrt(q.shape[-1]) + mask, dim=-1) @ v


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError("n_heads must divide d_model")
        self.n_heads = n_heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, query, key=None, value=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        bias = torch.zeros(query.shape[1], key.shape[1], dtype=query.dtype)
        if mask is not None:
            bias = bias.expand(mask.shape).masked_fill(~mask, -math.inf)
        heads = [
            layer(x).unflatten(-1, (self.n_heads, -1))
            for layer, x in ((self.q_proj, query), (self.k_proj, key), (self.v_proj, value))
        ]
        out = torch.vmap(one_head, in_dims=(2, 2, 2, None), out_dims=2)(*heads, bias)
        return self.out_proj(out.flatten(2))
