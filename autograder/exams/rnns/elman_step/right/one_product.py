import torch


def elman_step(x, h, w_xh, w_hh, b):
    return torch.tanh(torch.cat((x, h), dim=-1) @ torch.cat((w_xh, w_hh), dim=-1).T + b)
