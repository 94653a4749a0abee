# property: values
# hint: loss_squared
# holds: one_pair, sharp, sizes, gradient, unmodified, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)).square() / 4
