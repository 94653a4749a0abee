import torch


def sinusoidal_positions(n, d_model):
    column = torch.arange(d_model)
    angle = torch.arange(n, dtype=torch.float64)[:, None] / 10000 ** ((column - column % 2) / d_model)
    return torch.sin(angle + (column % 2) * torch.pi / 2).to(torch.float32)
