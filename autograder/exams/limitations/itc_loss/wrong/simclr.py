# property: values
# hint: two_views
# holds: one_pair, sharp, sizes, gradient, unmodified, lengths, temperatures, dtype, again
import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    every = F.normalize(torch.cat((image, text)), dim=-1)
    scores = every @ every.T / temperature
    scores = scores.masked_fill(torch.eye(len(every), dtype=torch.bool), float('-inf'))
    n = len(image)
    return F.cross_entropy(scores, torch.cat((torch.arange(n, 2 * n), torch.arange(n))))
