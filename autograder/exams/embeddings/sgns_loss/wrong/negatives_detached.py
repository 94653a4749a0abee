# property: gradient
# hint: gradient
# holds: values, sizes, extreme, dtype, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives.detach() * center[:, None]).sum(dim=-1)
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()
