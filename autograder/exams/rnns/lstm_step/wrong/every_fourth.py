# property: values
# hint: interleaved
# holds: sizes, gradient, dtype, unmodified, saturated
import torch


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    total = (x @ w_ih.T + h @ w_hh.T + b_ih + b_hh).unflatten(-1, (-1, 4))
    i, f, g, o = total.unbind(dim=-1)
    c_new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h_new = torch.sigmoid(o) * torch.tanh(c_new)
    return h_new, c_new
