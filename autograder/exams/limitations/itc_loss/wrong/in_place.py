# property: unmodified
# hint: mutated
# holds: values, one_pair, sharp, sizes, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    unit, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    image.data = unit.detach()
    image = unit
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
