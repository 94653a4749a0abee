# property: values
# hint: shape
# holds:
import torch


def causal_mask(n):
    return torch.ones(4, 4, dtype=torch.bool).tril()
