# property: values
# hint: shape
# holds:
import torch


def causal_mask(n):
    return torch.arange(n) <= n - 1
