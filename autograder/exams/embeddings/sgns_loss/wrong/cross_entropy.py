# property: values
# hint: softmax
# holds: sizes, extreme, dtype, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    words = torch.cat((context[:, None], negatives), dim=1)
    scores = (words @ center[:, :, None])[..., 0]
    return F.cross_entropy(scores, torch.zeros(len(center), dtype=torch.int64))
