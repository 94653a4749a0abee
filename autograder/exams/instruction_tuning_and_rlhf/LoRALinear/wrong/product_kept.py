# property: again
# hint: does_not_follow
# holds: values, begins_equal, frozen, gradient, merged, merged_apart, no_bias, sizes, dtype
import copy
import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha):
        super().__init__()
        self.linear = linear
        self.linear.requires_grad_(False)
        self.scale = alpha / rank
        self.kept = None
        weight = linear.weight
        self.a = nn.Parameter(torch.randn(rank, linear.in_features, dtype=weight.dtype) * 0.1)
        self.b = nn.Parameter(torch.zeros(linear.out_features, rank, dtype=weight.dtype))

    def forward(self, x):
        if self.kept is None:
            self.kept = (self.b @ self.a).detach()
        small = self.b @ self.a
        return self.linear(x) + self.scale * (x @ (self.kept + small - small.detach()).T)

    def merged(self):
        one = copy.deepcopy(self.linear)
        with torch.no_grad():
            one.weight.add_(self.scale * (self.b @ self.a))
        return one
