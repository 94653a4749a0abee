# property: boolean
# hint: not_boolean
import torch


def causal_mask(n):
    return torch.ones(n, n, dtype=torch.int64).tril()
