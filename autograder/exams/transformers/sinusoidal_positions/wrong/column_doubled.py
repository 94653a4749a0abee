# property: values
# hint: column_doubled
# holds: dtype, edges, long, wide, repeat
import torch


def sinusoidal_positions(n, d_model):
    position = torch.arange(n).unsqueeze(1)
    i = torch.arange(d_model)
    angle = position / 10000 ** (2 * i / d_model)
    return torch.where(i % 2 == 0, torch.sin(angle), torch.cos(angle))
