# property: values
# hint: all_averaged
# holds: sizes, extreme, dtype, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    words = torch.cat((context[:, None], negatives), dim=1)
    scores = (words @ center[:, :, None])[..., 0]
    wanted = torch.zeros_like(scores)
    wanted[:, 0] = 1
    return F.binary_cross_entropy_with_logits(scores, wanted)
