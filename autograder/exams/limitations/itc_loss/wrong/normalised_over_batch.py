# property: values
# hint: over_the_batch
# holds: one_pair, sharp, sizes, gradient, unmodified, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=0), F.normalize(text, dim=0)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
