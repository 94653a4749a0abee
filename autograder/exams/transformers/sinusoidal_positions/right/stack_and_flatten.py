import torch


def sinusoidal_positions(n, d_model):
    column = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = torch.outer(torch.arange(n, dtype=torch.float64), 10000.0 ** (-column / d_model))
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1).float()
