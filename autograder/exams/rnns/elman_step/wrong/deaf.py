# property: values
# hint: no_input
# holds: sizes, square, dtype, unmodified
import torch


def elman_step(x, h, w_xh, w_hh, b):
    return torch.tanh(h @ w_hh.T + b)
