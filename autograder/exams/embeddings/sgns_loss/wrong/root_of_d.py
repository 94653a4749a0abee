# property: values
# hint: scaled
# holds: sizes, extreme, dtype, gradient, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1) / center.shape[-1] ** 0.5
    drawn = (negatives * center[:, None]).sum(dim=-1) / center.shape[-1] ** 0.5
    return (-(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1))).mean()
