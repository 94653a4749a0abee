# property: values
# hint: tanh_apart
# holds: sizes, square, gradient, dtype, unmodified
import torch


def elman_step(x, h, w_xh, w_hh, b):
    return torch.tanh(x @ w_xh.T + b) + h @ w_hh.T
