# property: values
# hint: no_negatives
# holds: sizes, extreme, dtype, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    return -F.logsigmoid((center * context).sum(dim=-1)).mean()
