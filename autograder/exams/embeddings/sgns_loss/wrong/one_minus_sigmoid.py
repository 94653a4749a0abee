# property: extreme
# hint: extreme
# holds: values, sizes, dtype, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(F.logsigmoid(true) + (1 - torch.sigmoid(drawn)).log().sum(dim=-1)).mean()
