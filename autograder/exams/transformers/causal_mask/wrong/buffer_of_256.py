# property: long
# hint: long
# holds: values, boolean, one_token, repeat
import torch


TABLE = torch.ones(256, 256, dtype=torch.bool).tril()


def causal_mask(n):
    return TABLE[:n, :n]
