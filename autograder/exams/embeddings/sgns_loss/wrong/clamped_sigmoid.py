# property: extreme
# hint: clipped
# holds: values, sizes, dtype, gradient, unmodified
import torch


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(torch.sigmoid(true).clamp(1e-7, 1 - 1e-7).log() + torch.sigmoid(-drawn).clamp(1e-7, 1 - 1e-7).log().sum(dim=-1)).mean()
