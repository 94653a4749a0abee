import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    near = F.binary_cross_entropy_with_logits(true, torch.ones_like(true))
    far = F.binary_cross_entropy_with_logits(drawn, torch.zeros_like(drawn), reduction='none').sum(dim=1).mean()
    return near + far
