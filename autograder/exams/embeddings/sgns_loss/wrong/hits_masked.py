# property: values
# hint: hits_left_out
# holds: sizes, extreme, dtype, gradient, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    hits = (negatives == context[:, None]).all(dim=-1)
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).masked_fill(hits, 0).sum(dim=-1)).mean()
