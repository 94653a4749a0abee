# property: extreme
# hint: clipped
# holds: values, sizes, gradient, unmodified
import torch


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -((torch.sigmoid(true) + 1e-10).log() + (torch.sigmoid(-drawn) + 1e-10).log().sum(dim=-1)).mean()
