# property: one_token
# hint: squeezed
# holds: values, boolean, long, repeat
import torch


def causal_mask(n):
    return torch.ones(n, n, dtype=torch.bool).tril().squeeze()
