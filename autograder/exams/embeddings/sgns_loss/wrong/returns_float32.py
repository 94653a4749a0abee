# property: dtype
# hint: dtype
# holds: values, sizes, extreme, gradient, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean().float()
