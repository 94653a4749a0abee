# property: values
# hint: one_negative
# holds: sizes, extreme, dtype, gradient, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    for j in range(negatives.shape[1]):
        drawn = F.logsigmoid(-(negatives[:, j] * center).sum(dim=-1))
    return -(F.logsigmoid((center * context).sum(dim=-1)) + drawn).mean()
