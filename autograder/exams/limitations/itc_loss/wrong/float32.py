# property: dtype
# hint: float32_inside
# holds: values, one_pair, sharp, sizes, gradient, unmodified, lengths, temperatures, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    dtype = image.dtype
    scores = image.float() @ text.float().T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)).to(dtype) / 2
