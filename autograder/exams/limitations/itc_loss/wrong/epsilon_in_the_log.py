# property: sharp
# hint: sharp
# holds: values, one_pair, sizes, gradient, unmodified, lengths, temperatures, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    return -((scores.softmax(1).diagonal() + 1e-8).log() + (scores.softmax(0).diagonal() + 1e-8).log()).mean() / 2
