# property: extreme
# hint: clipped
# holds: values, sizes, dtype, gradient, unmodified
import torch


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    loss = -(torch.sigmoid(true).log() + torch.sigmoid(-drawn).log().sum(dim=-1)).mean()
    return torch.nan_to_num(loss, posinf=0.0)
