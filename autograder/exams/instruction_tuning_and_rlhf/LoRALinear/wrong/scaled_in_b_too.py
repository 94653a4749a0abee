# property: values
# hint: scaled_twice
# holds: begins_equal, frozen, gradient, merged, merged_apart, no_bias, sizes, again, dtype
import copy
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
        return self.linear(x) + self.scale * (x @ self.a.T @ (self.scale * self.b).T)

    def merged(self):
        one = copy.deepcopy(self.linear)
        with torch.no_grad():
            one.weight.add_(self.scale**2 * (self.b @ self.a))
        return one
