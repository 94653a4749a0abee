# property: gradient
# hint: still_at_0
# holds: values, sizes, extreme, dtype, unmodified
import torch


def softplus(x):
    return torch.relu(x) + torch.log1p(torch.exp(-x.abs()))


def sgns_loss(center, context, negatives):
    true = (center * context).sum(-1)
    drawn = torch.einsum("bd,bkd->bk", center, negatives)
    return (softplus(-true) + softplus(drawn).sum(-1)).mean()
