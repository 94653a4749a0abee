# property: values
# hint: not_scalar
# holds: sharp, sizes, gradient, unmodified, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    rows, columns = scores.log_softmax(1).diagonal(), scores.log_softmax(0).diagonal()
    return -(rows + columns).mean(dim=0, keepdim=True) / 2
