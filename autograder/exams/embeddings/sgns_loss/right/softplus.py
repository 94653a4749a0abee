import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = torch.bmm(negatives, center.unsqueeze(-1)).squeeze(-1)
    return (F.softplus(-true) + F.softplus(drawn).sum(dim=-1)).mean()
