import torch


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    d = h.shape[1]
    total = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
    i, f, o = (torch.sigmoid(total[:, s : s + d]) for s in (0, d, 3 * d))
    g = torch.tanh(total[:, 2 * d : 3 * d])
    c_new = f * c + i * g
    return [o * torch.tanh(c_new), c_new]
