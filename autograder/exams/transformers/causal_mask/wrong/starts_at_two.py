# property: one_token
# hint: one_token
# holds: values, boolean, long, repeat
import torch


def causal_mask(n):
    mask = torch.ones(n, n, dtype=torch.bool).tril()
    mask[:, 0] = torch.arange(n) > 0
    mask[0, 0] = n > 1
    return mask
