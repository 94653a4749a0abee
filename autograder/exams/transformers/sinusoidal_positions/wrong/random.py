# property: values
# hint: random
# holds:
import torch


def sinusoidal_positions(n, d_model):
    return torch.randn(n, d_model)
