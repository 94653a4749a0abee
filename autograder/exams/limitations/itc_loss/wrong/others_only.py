# property: values
# hint: own_left_out
# holds: sharp, sizes, gradient, unmodified, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    image, text = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    scores = image @ text.T / temperature
    others = scores.masked_fill(torch.eye(len(image), dtype=torch.bool), float('-inf'))
    return (others.logsumexp(0) + others.logsumexp(1) - 2 * scores.diagonal()).mean() / 2
