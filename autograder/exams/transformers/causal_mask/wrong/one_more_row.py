# property: values
# hint: another_size
# holds: boolean, one_token, long, repeat
import torch


def causal_mask(n):
    return torch.ones(n + 1, n + 1, dtype=torch.bool).tril()
