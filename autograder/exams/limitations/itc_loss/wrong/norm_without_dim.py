# property: values
# hint: whole_norm
# holds: one_pair, sharp, sizes, gradient, unmodified, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = image / image.norm(), text / text.norm()
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
