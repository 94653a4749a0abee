# property: dtype
# hint: dtype_raised
# holds: values, sizes, extreme, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    ones = torch.ones(center.shape[1])
    true = (center * context) @ ones
    drawn = (negatives * center[:, None]) @ ones
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()
