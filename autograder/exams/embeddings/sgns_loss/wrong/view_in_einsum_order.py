# property: sizes
# hint: views
# holds: values, extreme, dtype, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    batch, k, d = negatives.shape
    words = torch.cat((context.view(-1), negatives.view(-1))).view(batch * (k + 1), d)
    scores = words * torch.cat((center, center.repeat_interleave(k, dim=0)))
    true, drawn = scores.sum(dim=-1).split((batch, batch * k))
    return -(F.logsigmoid(true).sum() + F.logsigmoid(-drawn).sum()) / batch
