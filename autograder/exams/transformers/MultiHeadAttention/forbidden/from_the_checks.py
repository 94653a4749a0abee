# property: values
# hint: forbidden
import torch
from torch import nn

from course_lib.checks.transformers_wrong import attend


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
        heads = [
            layer(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
            for layer, x in ((self.q_proj, query), (self.k_proj, key), (self.v_proj, value))
        ]
        mask = mask.unsqueeze(-3) if mask is not None else None
        output, _ = attend(*heads, mask)
        return self.out_proj(torch.flatten(output.transpose(1, 2), 2))
