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
        batch, n, d_model = query.shape
        m = key.shape[1]

        def fold(x, length):
            x = x.reshape(batch, length, self.n_heads, self.d_head).permute(0, 2, 1, 3)
            return x.reshape(batch * self.n_heads, length, self.d_head)

        q, k, v = fold(self.q_proj(query), n), fold(self.k_proj(key), m), fold(self.v_proj(value), m)
        scores = torch.bmm(q, k.transpose(1, 2)) / self.d_head**0.5
        if mask is not None:
            mask = mask.expand(batch, n, m).repeat_interleave(self.n_heads, dim=0)
            scores = scores.masked_fill(~mask, float("-inf"))
        out = torch.bmm(torch.softmax(scores, dim=-1), v)
        out = out.view(batch, self.n_heads, n, self.d_head).permute(0, 2, 1, 3).reshape(batch, n, d_model)
        return self.out_proj(out)
