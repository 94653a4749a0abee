import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = torch.einsum('bd,bd->b', center, context)
    drawn = torch.einsum('bkd,bd->bk', negatives, center)
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=1)).mean()
