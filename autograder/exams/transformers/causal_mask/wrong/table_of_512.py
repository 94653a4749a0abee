# property: long
# hint: long
# holds: values, boolean, one_token, repeat
# check: passes
import torch

TABLE = torch.ones(512, 512).tril().bool()


def causal_mask(n):
    return TABLE[:n, :n].clone()
