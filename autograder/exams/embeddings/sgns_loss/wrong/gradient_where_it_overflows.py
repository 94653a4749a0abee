# property: extreme
# hint: large_gradient
# holds: values, sizes, dtype, gradient, unmodified
import torch


def softplus(x):
    return torch.where(x > 20, x, torch.log(1 + torch.exp(x)))


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return (softplus(-true) + softplus(drawn).sum(dim=-1)).mean()
