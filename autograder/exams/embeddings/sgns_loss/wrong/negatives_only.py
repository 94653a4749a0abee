# property: values
# hint: no_true
# holds: sizes, extreme, dtype, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -F.logsigmoid(-drawn).sum(dim=-1).mean()
