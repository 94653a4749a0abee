# property: values
# hint: epsilon_in_the_length
# holds: one_pair, sharp, sizes, gradient, unmodified, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = (side / (1e-2 + side.square().sum(-1, keepdim=True).sqrt()) for side in (image, text))
    scores = image @ text.T / temperature
    own = torch.arange(len(image))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
