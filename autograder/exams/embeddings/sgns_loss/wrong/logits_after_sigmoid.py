# property: values
# hint: sigmoid_twice
# holds: sizes, extreme, dtype, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    words = torch.cat((context[:, None], negatives), dim=1)
    chances = torch.sigmoid((words * center[:, None]).sum(dim=-1))
    labels = torch.zeros_like(chances)
    labels[:, 0] = 1
    return F.binary_cross_entropy_with_logits(chances, labels, reduction='none').sum(dim=1).mean()
