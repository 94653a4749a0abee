# property: values
# hint: halves
# holds: dtype, edges, long, wide, repeat
import torch


def sinusoidal_positions(n, d_model):
    position = torch.arange(n, dtype=torch.float32).unsqueeze(1)
    column = torch.arange(0, d_model, 2, dtype=torch.float32)
    angle = position / 10000 ** (column / d_model)
    return torch.cat([torch.sin(angle), torch.cos(angle)], dim=1)
