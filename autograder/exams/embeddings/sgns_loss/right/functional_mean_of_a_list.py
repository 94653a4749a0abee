import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    losses = []
    for i in range(center.shape[0]):
        loss = F.softplus(-torch.dot(center[i], context[i]))
        for negative in negatives[i]:
            loss = loss + F.softplus(torch.dot(center[i], negative))
        losses.append(loss)
    return torch.stack(losses).mean()
