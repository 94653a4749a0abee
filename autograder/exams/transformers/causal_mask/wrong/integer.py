# property: boolean
# hint: not_boolean
# holds: values, one_token, long, repeat
import torch


def causal_mask(n):
    return torch.ones(n, n, dtype=torch.int64).tril()
