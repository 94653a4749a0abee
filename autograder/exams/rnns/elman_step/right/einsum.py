import torch


def elman_step(x, h, w_xh, w_hh, b):
    total = torch.einsum('bi,hi->bh', x, w_xh) + torch.einsum('bj,hj->bh', h, w_hh)
    return (total + b).tanh()
