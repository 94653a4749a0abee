# property: sizes
# hint: sizes
# holds: values, extreme, dtype, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    real = (negatives != 0).any(dim=-1)
    return -(F.logsigmoid(true) + (F.logsigmoid(-drawn) * real).sum(dim=-1)).mean()
