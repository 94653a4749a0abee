# property: boolean
# hint: not_boolean
# holds: values, one_token, long, repeat
import torch


def causal_mask(n):
    return torch.tril(torch.ones(n, n))
