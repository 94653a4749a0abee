# property: no_bias
# hint: no_bias
# holds: values, begins_equal, frozen, gradient, merged, merged_apart, sizes, again, dtype
import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha):
        super().__init__()
        self.linear = linear
        self.linear.requires_grad_(False)
        self.scale = alpha / rank
        weight = linear.weight
        self.a = nn.Parameter(torch.randn(rank, linear.in_features, dtype=weight.dtype) * 0.1)
        self.b = nn.Parameter(torch.zeros(linear.out_features, rank, dtype=weight.dtype))

    def forward(self, x):
        return self.linear(x) + self.scale * (x @ self.a.T @ self.b.T)

    def merged(self):
        has_bias = self.linear.bias is not None
        one = nn.Linear(self.linear.in_features, self.linear.out_features, has_bias, dtype=self.linear.weight.dtype)
        with torch.no_grad():
            one.weight.copy_(self.linear.weight + self.scale * self.b @ self.a)
            one.bias.copy_(self.linear.bias)
        return one
