# property: dtype
# hint: float32_inside
# holds: values, one_pair, sharp, sizes, gradient, unmodified, lengths, temperatures, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = image / (image.norm(dim=-1, keepdim=True) + 1e-8), text / (text.norm(dim=-1, keepdim=True) + 1e-8)
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
