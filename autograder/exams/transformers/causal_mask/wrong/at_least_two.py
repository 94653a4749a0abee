# property: one_token
# hint: one_token
# holds: values, boolean, long, repeat
import torch


def causal_mask(n):
    n = max(n, 2)
    return torch.ones(n, n, dtype=torch.bool).tril()
