# property: temperatures
# hint: temperatures
# holds: values, one_pair, sharp, sizes, gradient, unmodified, lengths, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    if isinstance(temperature, int):
        image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
        scores = image @ text.T // temperature
        own = torch.arange(len(image))
        return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
