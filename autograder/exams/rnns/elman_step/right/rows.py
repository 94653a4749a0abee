import torch


def elman_step(x, h, w_xh, w_hh, b):
    return torch.stack([torch.tanh(w_xh @ one + w_hh @ state + b) for one, state in zip(x, h)])
