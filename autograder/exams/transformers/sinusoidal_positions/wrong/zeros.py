# score: 0
import torch


def sinusoidal_positions(n, d_model):
    return torch.zeros(n, d_model)
