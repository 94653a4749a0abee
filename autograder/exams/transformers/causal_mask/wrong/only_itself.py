# property: values
# hint: only_itself
# holds:
import torch


def causal_mask(n):
    return torch.eye(n, dtype=torch.bool)
