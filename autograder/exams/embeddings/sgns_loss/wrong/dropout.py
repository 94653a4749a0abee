# property: values
# hint: random
# holds:
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    center = F.dropout(center, 0.5)
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()
