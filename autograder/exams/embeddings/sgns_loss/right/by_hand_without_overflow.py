import torch


def log_sigmoid(x):
    return -torch.logaddexp(torch.zeros_like(x), -x)


def sgns_loss(center, context, negatives):
    true = torch.einsum('bd,bd->b', center, context)
    drawn = torch.einsum('bd,bkd->bk', center, negatives)
    total = log_sigmoid(true).sum() + log_sigmoid(-drawn).sum()
    return -total / center.size(0)
