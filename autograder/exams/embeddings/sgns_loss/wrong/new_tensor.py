# property: gradient
# hint: no_gradient
# holds: values, sizes, extreme, dtype, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return torch.tensor((-(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1))).mean().item(), dtype=center.dtype)
