import torch


def sinusoidal_positions(n, d_model):
    column = torch.arange(d_model // 2, dtype=torch.float64)
    angle = torch.arange(n)[:, None] / 10000 ** (2 * column / d_model)
    spiral = torch.polar(torch.ones_like(angle), torch.pi / 2 - angle)
    return torch.view_as_real(spiral).reshape(n, d_model).float()
