# property: again
# hint: modules_share
# holds: values, frozen, merged, merged_apart, no_bias, sizes, dtype
# check: gradient
# check: not_equal_at_first
import copy
import torch
from torch import nn


_shared = {}


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha):
        super().__init__()
        self.linear = linear
        self.linear.requires_grad_(False)
        self.scale = alpha / rank
        weight = linear.weight
        self.a = nn.Parameter(torch.randn(rank, linear.in_features, dtype=weight.dtype) * 0.1)
        key = linear.out_features, rank, weight.dtype, linear.bias is None
        self.b = _shared.setdefault(key, nn.Parameter(torch.zeros(linear.out_features, rank, dtype=weight.dtype)))

    def forward(self, x):
        return self.linear(x) + self.scale * (x @ self.a.T @ self.b.T)

    def merged(self):
        one = copy.deepcopy(self.linear)
        with torch.no_grad():
            one.weight.add_(self.scale * (self.b @ self.a))
        return one
