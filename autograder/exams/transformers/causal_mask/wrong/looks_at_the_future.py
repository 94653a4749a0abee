# property: values
# hint: future
# holds: boolean, one_token, long, repeat
import torch


def causal_mask(n):
    return torch.ones(n, n, dtype=torch.bool).triu()
