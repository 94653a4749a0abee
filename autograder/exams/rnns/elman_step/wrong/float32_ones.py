# property: dtype
# hint: dtype_raised
# holds: values, sizes, square, gradient, unmodified
import torch


def elman_step(x, h, w_xh, w_hh, b):
    return torch.tanh(x @ w_xh.T + h @ w_hh.T + torch.ones(len(x), 1) @ b[None])
