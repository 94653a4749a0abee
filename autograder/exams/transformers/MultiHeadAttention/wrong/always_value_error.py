# score: 0
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        raise ValueError("n_heads must divide d_model")

    def forward(self, query, key=None, value=None, mask=None):
        return query
