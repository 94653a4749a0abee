# property: values
# hint: negatives_of_others
# holds: sizes, extreme, dtype, gradient, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = center @ negatives.flatten(0, 1).T
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()
