import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    total = center.new_zeros(())
    for c, o, ns in zip(center, context, negatives):
        total = total - F.logsigmoid(c @ o) - F.logsigmoid(-(ns @ c)).sum()
    return total / len(center)
