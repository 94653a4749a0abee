import torch
import torch.nn.functional as F


def sgns_loss(center, context, negatives):
    words = torch.cat((context[:, None], negatives), dim=1)
    signs = torch.full((words.shape[1],), -1, dtype=center.dtype)
    signs[0] = 1
    scores = (words * center[:, None]).sum(dim=-1) * signs
    return -F.logsigmoid(scores).sum() / center.shape[0]
