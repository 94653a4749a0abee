# property: values
# hint: additive
import torch


def causal_mask(n):
    return torch.full((n, n), float("-inf")).triu(diagonal=1)
