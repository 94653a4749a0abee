# property: values
# hint: first_example
# holds: sizes, extreme, dtype, gradient, unmodified
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    total = 0
    for c, o, ns in zip(center, context, negatives):
        total = total - F.logsigmoid(c @ o) - F.logsigmoid(-(ns @ c)).sum()
        return total
