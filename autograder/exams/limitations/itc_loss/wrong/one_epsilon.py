# property: lengths
# hint: lengths
# holds: values, one_pair, sharp, sizes, gradient, unmodified, temperatures, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = image / (image.norm(dim=-1, keepdim=True) + 3e-6), text / (text.norm(dim=-1, keepdim=True) + 3e-6)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
