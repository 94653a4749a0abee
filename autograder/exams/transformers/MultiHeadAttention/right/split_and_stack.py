import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError("n_heads must divide d_model")
        self.q_proj = nn.Linear(d_model, d_model)
        self.k_proj = nn.Linear(d_model, d_model)
        self.v_proj = nn.Linear(d_model, d_model)
        self.out_proj = nn.Linear(d_model, d_model)
        self.heads = n_heads
        self.width = d_model // n_heads

    def forward(self, query, key=None, value=None, mask=None):
        if key is None:
            key = query
        if value is None:
            value = key
        q = torch.stack(self.q_proj(query).split(self.width, dim=-1), dim=1)
        k = torch.stack(self.k_proj(key).split(self.width, dim=-1), dim=1)
        v = torch.stack(self.v_proj(value).split(self.width, dim=-1), dim=1)
        scores = q @ k.mT * self.width**-0.5
        if mask is not None:
            allowed = mask if mask.dim() == 2 else mask[:, None]
            scores = scores.masked_fill(~allowed, -torch.inf)
        out = scores.softmax(dim=-1) @ v
        return self.out_proj(torch.cat(out.unbind(dim=1), dim=-1))
