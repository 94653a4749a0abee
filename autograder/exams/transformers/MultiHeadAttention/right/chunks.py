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

    def forward(self, query, key=None, value=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        parts = (x.chunk(self.n_heads, dim=-1) for x in (self.q_proj(query), self.k_proj(key), self.v_proj(value)))
        heads = []
        for q, k, v in zip(*parts):
            scores = torch.bmm(q, k.transpose(1, 2)) / q.shape[-1] ** 0.5
            if mask is not None:
                scores = torch.where(mask, scores, torch.finfo(scores.dtype).min)
            heads.append(torch.bmm(scores.softmax(-1), v))
        return self.out_proj(torch.concat(heads, dim=2))
