# property: unmodified
# hint: mutated
# holds: values, sizes, square, dtype
import torch


def elman_step(x, h, w_xh, w_hh, b):
    new = torch.tanh(x @ w_xh.T + h @ w_hh.T + b)
    h.data.copy_(new)
    return new
