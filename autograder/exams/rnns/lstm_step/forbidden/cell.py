# property: values
# hint: forbidden
import torch


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    cell = torch.nn.LSTMCell(x.shape[1], h.shape[1])
    for own, given in zip(cell.parameters(), (w_ih, w_hh, b_ih, b_hh)):
        own.data.copy_(given)
    return cell(x, (h, c))
