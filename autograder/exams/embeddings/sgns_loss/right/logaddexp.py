import torch


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives @ center[..., None])[..., 0]
    zero = torch.zeros((), dtype=center.dtype)
    return (torch.logaddexp(zero, -true) + torch.logaddexp(zero, drawn).sum(dim=-1)).mean()
