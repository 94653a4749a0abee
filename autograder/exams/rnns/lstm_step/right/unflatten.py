import torch


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    total = torch.cat((x, h), dim=1) @ torch.cat((w_ih, w_hh), dim=1).T + (b_ih + b_hh)
    i, f, g, o = total.unflatten(-1, (4, -1)).unbind(dim=1)
    c_new = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
    return torch.sigmoid(o) * torch.tanh(c_new), c_new
