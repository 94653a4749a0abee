# property: values
# hint: no_diagonal
# holds: boolean, one_token, long, repeat
import torch


def causal_mask(n):
    return torch.ones(n, n, dtype=torch.bool).tril(diagonal=-1)
