import numpy as np
import torch


def sinusoidal_positions(n, d_model):
    position = np.arange(n)[:, None]
    column = np.arange(d_model)[None, :]
    angle = position / np.power(10000, 2 * (column // 2) / d_model)
    angle[:, 0::2] = np.sin(angle[:, 0::2])
    angle[:, 1::2] = np.cos(angle[:, 1::2])
    return torch.tensor(angle, dtype=torch.float32)
