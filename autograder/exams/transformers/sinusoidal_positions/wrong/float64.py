# property: dtype
# hint: dtype
# holds: values, edges, long, wide, repeat
import torch


def sinusoidal_positions(n, d_model):
    position = torch.arange(n, dtype=torch.float64).unsqueeze(1)
    column = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = position / 10000 ** (column / d_model)
    table = torch.zeros(n, d_model, dtype=torch.float64)
    table[:, 0::2] = torch.sin(angle)
    table[:, 1::2] = torch.cos(angle)
    return table
