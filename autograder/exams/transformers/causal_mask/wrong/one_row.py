# property: values
# hint: shape
import torch


def causal_mask(n):
    return torch.arange(n) <= n - 1
