# property: unmodified
# hint: mutated
# holds: values, sizes, dtype
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    loss = -(F.logsigmoid((center * context).sum(dim=-1)) + F.logsigmoid(-(negatives * center[:, None]).sum(dim=-1)).sum(dim=-1)).mean()
    negatives.data.neg_()
    return loss
