# property: values
# hint: forbidden
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
        self.inner = [nn.MultiheadAttention(d_model, n_heads, batch_first=True)]

    def forward(self, query, key=None, value=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        inner = self.inner[0].to(query.dtype)
        inner.in_proj_weight.data = torch.cat([self.q_proj.weight, self.k_proj.weight, self.v_proj.weight])
        inner.in_proj_bias.data = torch.cat([self.q_proj.bias, self.k_proj.bias, self.v_proj.bias])
        inner.out_proj.weight.data, inner.out_proj.bias.data = self.out_proj.weight, self.out_proj.bias
        if mask is not None and mask.dim() == 3:
            mask = mask.repeat_interleave(self.n_heads, dim=0)
        return inner(query, key, value, attn_mask=None if mask is None else ~mask, need_weights=False)[0]
