# property: dtype
# hint: float32_inside
# holds: values, sizes, square, gradient, unmodified
import torch


def elman_step(x, h, w_xh, w_hh, b):
    dtype = x.dtype
    x, h, w_xh, w_hh, b = (t.float() for t in (x, h, w_xh, w_hh, b))
    return torch.tanh(x @ w_xh.T + h @ w_hh.T + b).to(dtype)
