import torch


def sinusoidal_positions(n, d_model):
    column = torch.arange(d_model)
    angle = torch.einsum("p,c->pc", torch.arange(n).double(), 1e4 ** -(column // 2 * 2 / d_model).double())
    return torch.where(column % 2 == 1, angle.cos(), angle.sin()).float()
