# property: dtype
# hint: float32_inside
# holds: values, sizes, extreme, gradient, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    dtype = center.dtype
    center, context, negatives = center.float(), context.float(), negatives.float()
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    loss = -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()
    return loss.to(dtype)
