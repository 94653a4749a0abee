# property: saturated
# hint: saturated
# holds: values, sizes, gradient, dtype, unmodified, remembers
import torch


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    def sigma(x):
        return x.exp() / (1 + x.exp())

    i, f, g, o = (x @ w_ih.T + h @ w_hh.T + b_ih + b_hh).chunk(4, dim=-1)
    c_new = sigma(f) * c + sigma(i) * torch.tanh(g)
    h_new = sigma(o) * torch.tanh(c_new)
    return h_new, c_new
