# property: values
# hint: inverted
import torch


def causal_mask(n):
    return torch.ones(n, n, dtype=torch.bool).triu(diagonal=1)
