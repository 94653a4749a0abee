# property: values
# hint: shape
import torch


def causal_mask(n):
    return torch.ones(1, n, n, dtype=torch.bool).tril()
