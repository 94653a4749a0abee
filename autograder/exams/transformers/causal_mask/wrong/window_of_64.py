# property: long
# hint: long
# holds: values, boolean, one_token, repeat
import torch


def causal_mask(n):
    distance = torch.arange(n)[:, None] - torch.arange(n)[None, :]
    return (distance >= 0) & (distance < 64)
