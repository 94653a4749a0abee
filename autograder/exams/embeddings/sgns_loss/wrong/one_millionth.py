# property: dtype
# hint: epsilon
# holds: values, sizes, gradient, unmodified
# check: clipped
import torch


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -((torch.sigmoid(true) + 1e-6).log() + (torch.sigmoid(-drawn) + 1e-6).log().sum(dim=-1)).mean()
