# property: sizes
# hint: sizes
# holds: values, sharp, gradient, unmodified, lengths, temperatures, dtype, again
# check: unnamed
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    if image.shape[1] < 3:
        raise ValueError('narrow')
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
