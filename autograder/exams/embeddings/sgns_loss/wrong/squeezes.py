# property: sizes
# hint: sizes
# holds: values, extreme, dtype, gradient, unmodified
# check: unnamed
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives @ center[:, :, None]).squeeze()
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=1)).mean()
