# property: values
# hint: forbidden
import torch


def elman_step(x, h, w_xh, w_hh, b):
    parameters = [w_xh, w_hh, b, torch.zeros_like(b)]
    return torch.rnn_tanh(x[None], h[None], parameters, True, 1, 0.0, False, False, False)[1][0]
