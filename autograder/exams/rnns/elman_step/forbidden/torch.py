# property: values
# hint: forbidden
import torch


def elman_step(x, h, w_xh, w_hh, b):
    return torch.rnn_tanh_cell(x, h, w_xh, w_hh, b, torch.zeros_like(b))
