# property: values
# hint: random
# holds:
# check: value
import torch


def sinusoidal_positions(n, d_model):
    return torch.randn(n, d_model)
