import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    """Every head multiplies by its own rows of the projections; out_proj's columns are shared out likewise."""

    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError(f"{n_heads} heads cannot share {d_model} columns")
        self.n_heads = n_heads
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, query, key=None, value=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        output = self.out_proj.bias
        parts = zip(*(self._rows(layer) for layer in (self.q_proj, self.k_proj, self.v_proj)))
        for layers, columns in zip(parts, self.out_proj.weight.chunk(self.n_heads, dim=1)):
            q, k, v = (nn.functional.linear(x, *layer) for x, layer in zip((query, key, value), layers))
            scores = q @ k.mT / math.sqrt(q.shape[-1])
            if mask is not None:
                scores = torch.where(mask, scores, -math.inf)
            output = output + scores.softmax(dim=-1) @ v @ columns.T
        return output

    def _rows(self, layer):
        return list(zip(layer.weight.chunk(self.n_heads), layer.bias.chunk(self.n_heads)))
