# property: values
# hint: extra_axis
# holds: boolean, one_token, long, repeat
import torch


def causal_mask(n):
    return torch.ones(n, n, dtype=torch.bool).tril().view(1, 1, n, n)
