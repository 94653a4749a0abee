# property: values
# hint: all_but_itself
# holds: boolean, one_token, long, repeat
import torch


def causal_mask(n):
    return ~torch.eye(n, dtype=torch.bool)
