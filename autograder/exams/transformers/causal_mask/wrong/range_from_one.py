# property: values
# hint: another_size
# holds: boolean, long, repeat
import torch


def causal_mask(n):
    return torch.tensor([[column <= row for column in range(1, n)] for row in range(1, n)])
