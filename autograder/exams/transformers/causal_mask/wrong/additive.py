# property: values
# hint: additive
# holds: one_token, long, repeat
import torch


def causal_mask(n):
    return torch.full((n, n), float("-inf")).triu(diagonal=1)
