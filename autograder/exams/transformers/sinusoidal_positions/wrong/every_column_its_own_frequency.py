# property: values
# hint: own_frequency
# holds: dtype, edges, long, wide, repeat
import torch


def sinusoidal_positions(n, d_model):
    position = torch.arange(n).unsqueeze(1)
    column = torch.arange(d_model)
    angle = position / 10000 ** (column / d_model)
    return torch.where(column % 2 == 0, torch.sin(angle), torch.cos(angle))
