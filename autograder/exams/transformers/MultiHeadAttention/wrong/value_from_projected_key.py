# property: values
# hint: projected_twice
# holds: layers, cross_attention, batch_mask, edges, dtype, gradient, unmodified, invalid_heads
import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError(f"{n_heads} heads do not share out {d_model} columns")
        self.n_heads, self.d_head = n_heads, d_model // n_heads
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def heads(self, x):
        return x.view(x.shape[0], x.shape[1], self.n_heads, self.d_head).transpose(1, 2)

    def forward(self, query, key=None, value=None, mask=None):
        if key is None:
            key = query
        query, key = self.q_proj(query), self.k_proj(key)
        if value is None:
            value = key
        value = self.v_proj(value)
        scores = self.heads(query) @ self.heads(key).transpose(-2, -1) / math.sqrt(self.d_head)
        if mask is not None:
            scores = scores.masked_fill(~(mask.unsqueeze(1) if mask.dim() == 3 else mask), -torch.inf)
        mixed = (scores.softmax(dim=-1) @ self.heads(value)).transpose(1, 2)
        return self.out_proj(mixed.flatten(2))
