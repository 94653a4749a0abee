import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha):
        super().__init__()
        for parameter in linear.parameters():
            parameter.requires_grad_(False)
        self.linear, self.rank, self.alpha = linear, rank, alpha
        d_out, d_in = linear.weight.size()
        bound = 1 / math.sqrt(d_in)
        self.register_parameter('a', nn.Parameter((2 * torch.rand(rank, d_in).to(linear.weight) - 1) * bound))
        self.register_parameter('b', nn.Parameter(torch.zeros(d_out, rank).to(linear.weight)))

    def change(self, x):
        down = torch.matmul(x, self.a.transpose(0, 1))
        return torch.matmul(down, self.b.transpose(0, 1)) * self.alpha / self.rank

    def forward(self, x):
        return torch.add(self.linear(x), self.change(x))

    @torch.no_grad()
    def merged(self):
        columns = self.change(torch.eye(self.linear.in_features).to(self.linear.weight))
        plain = type(self.linear)(self.linear.in_features, self.linear.out_features, bias=self.linear.bias is not None)
        plain = plain.to(self.linear.weight.dtype)
        plain.weight.copy_(self.linear.weight + columns.T)
        if plain.bias is not None:
            plain.bias.copy_(self.linear.bias)
        return plain
