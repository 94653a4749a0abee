# property: dtype
# hint: dtype_raised
# holds: values, one_pair, sharp, sizes, gradient, unmodified, lengths, temperatures, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    own = torch.full((len(scores),), 1 / len(scores))
    return -((scores.log_softmax(1).diagonal() + scores.log_softmax(0).diagonal()) @ own) / 2
