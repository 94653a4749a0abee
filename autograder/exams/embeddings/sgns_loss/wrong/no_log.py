# property: values
# hint: no_logarithm
# holds: sizes, extreme, dtype, gradient, unmodified
import torch


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(torch.sigmoid(true) + torch.sigmoid(-drawn).sum(dim=-1)).mean()
