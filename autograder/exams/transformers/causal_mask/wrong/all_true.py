# property: values
# hint: all_true
# holds:
import torch


def causal_mask(n):
    return torch.ones(n, n, dtype=torch.bool)
