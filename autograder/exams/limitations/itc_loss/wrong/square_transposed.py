# property: sizes
# hint: sizes
# holds: values, one_pair, sharp, gradient, unmodified, lengths, temperatures, dtype, again
# check: value
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    if image.shape[0] == image.shape[1]:
        image = image.T
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
