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
        self.n_heads = n_heads
        self.d_head = d_model // n_heads

    def forward(self, query, key=None, value=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        shape = (self.n_heads, self.d_head)
        q = self.q_proj(query).unflatten(-1, shape)
        k = self.k_proj(key).unflatten(-1, shape)
        v = self.v_proj(value).unflatten(-1, shape)
        scores = torch.einsum("bnhd,bmhd->bhnm", q, k) / self.d_head**0.5
        if mask is not None:
            mask = mask.expand(query.shape[0], -1, -1)
            scores = scores + torch.zeros_like(scores).masked_fill(~mask[:, None], float("-inf"))
        out = torch.einsum("bhnm,bmhd->bnhd", scores.softmax(dim=-1), v)
        return self.out_proj(out.flatten(start_dim=-2))
