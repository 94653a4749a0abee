# property: sizes
# hint: views
# holds: values, extreme, dtype, gradient, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives.view(-1, center.shape[1]) * center.repeat_interleave(negatives.shape[1], dim=0)).sum(dim=-1).view(len(center), -1)
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()
