# property: values
# hint: no_state
# holds: sizes, square, dtype, unmodified
import torch


def elman_step(x, h, w_xh, w_hh, b):
    return torch.tanh(x @ w_xh.T + b)
