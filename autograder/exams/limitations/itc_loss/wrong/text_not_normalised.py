# property: values
# hint: one_normalised
# holds: one_pair, sharp, sizes, gradient, unmodified, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image = F.normalize(image, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
