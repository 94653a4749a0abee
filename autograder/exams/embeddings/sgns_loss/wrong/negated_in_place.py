# property: unmodified
# hint: mutated
# holds: values, sizes, extreme, dtype
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    negatives *= -1
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(F.logsigmoid(true) + F.logsigmoid(drawn).sum(dim=-1)).mean()
