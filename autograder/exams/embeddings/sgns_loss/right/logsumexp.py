import torch


def sgns_loss(center, context, negatives):
    scores = torch.cat((-context.unsqueeze(1), negatives), dim=1) @ center.unsqueeze(2)
    pairs = torch.cat((torch.zeros_like(scores), scores), dim=2)
    return pairs.logsumexp(dim=2).sum(dim=1).mean()
