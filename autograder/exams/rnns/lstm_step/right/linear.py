import torch
import torch.nn.functional as F


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    i, f, g, o = torch.split(F.linear(x, w_ih, b_ih) + F.linear(h, w_hh, b_hh), c.shape[-1], dim=1)
    c_new = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c_new.tanh(), c_new
