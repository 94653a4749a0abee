# property: values
# hint: log_of_sum
# holds: sizes, dtype, gradient, unmodified
import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    true = (center * context).sum(dim=-1)
    drawn = (negatives * center[:, None]).sum(dim=-1)
    return -(F.logsigmoid(true) + torch.sigmoid(-drawn).sum(dim=-1).log()).mean()
