# property: sharp
# hint: sharp
# holds: values, one_pair, sizes, gradient, unmodified, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return -(scores.softmax(1).diagonal().log() + scores.softmax(0).diagonal().log()).mean() / 2
