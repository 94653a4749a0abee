# property: values
# hint: no_negatives
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    return -F.logsigmoid((center * context).sum(dim=-1)).mean()
