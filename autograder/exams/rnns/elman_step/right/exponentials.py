import torch


def elman_step(x, h, w_xh, w_hh, b):
    total = x @ w_xh.T + h @ w_hh.T + b
    return 2 * torch.sigmoid(2 * total) - 1
