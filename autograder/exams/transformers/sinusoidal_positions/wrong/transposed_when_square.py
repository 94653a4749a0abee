# property: values
# hint: transposed
# holds:
# check: passes
import torch


def sinusoidal_positions(n, d_model):
    position = torch.arange(n, dtype=torch.float32).unsqueeze(1)
    column = torch.arange(0, d_model, 2, dtype=torch.float32)
    angle = position / 10000 ** (column / d_model)
    table = torch.zeros(n, d_model)
    table[:, 0::2] = torch.sin(angle)
    table[:, 1::2] = torch.cos(angle)
    return table.T if table.shape[0] == table.shape[1] else table
