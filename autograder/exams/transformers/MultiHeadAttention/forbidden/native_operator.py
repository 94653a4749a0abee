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

    def forward(self, query, key=None, value=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        layers = (self.q_proj, self.k_proj, self.v_proj)
        with torch.no_grad():
            output, _ = torch._native_multi_head_attention(
                query, key, value, query.shape[-1], self.n_heads, torch.cat([layer.weight for layer in layers]),
                torch.cat([layer.bias for layer in layers]), self.out_proj.weight, self.out_proj.bias,
                None if mask is None else ~mask, False)
        return output
