# property: boolean
# hint: not_boolean
import torch


def causal_mask(n):
    return torch.tril(torch.ones(n, n))
