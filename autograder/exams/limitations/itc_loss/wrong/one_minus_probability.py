# property: values
# hint: probabilities
# holds: one_pair, sharp, sizes, gradient, unmodified, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    return 1 - (scores.softmax(1).diagonal() + scores.softmax(0).diagonal()).mean() / 2
