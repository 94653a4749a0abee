# property: extreme
# hint: extreme
# holds: values, sizes, dtype, gradient, unmodified
import torch


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(torch.sigmoid(true) * torch.sigmoid(-drawn).prod(dim=-1)).log().mean()
