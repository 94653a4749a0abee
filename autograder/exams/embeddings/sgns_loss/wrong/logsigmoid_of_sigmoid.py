# property: values
# hint: sigmoid_twice
# holds: sizes, extreme, dtype, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(F.logsigmoid(torch.sigmoid(true)) + F.logsigmoid(torch.sigmoid(-drawn)).sum(dim=-1)).mean()
