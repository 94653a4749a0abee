# property: values
# hint: both_signs
# holds: sizes, extreme, dtype, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    words = torch.cat((context[:, None], negatives), dim=1)
    scores = (words * center[:, None]).sum(dim=-1)
    labels = torch.ones_like(scores)
    labels[:, 0] = 0
    return F.binary_cross_entropy_with_logits(scores, labels, reduction='sum') / len(center)
