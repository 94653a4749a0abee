import torch
from torch import nn


def mlm_loss(logits, labels):
    loss = nn.NLLLoss(ignore_index=-100, reduction='sum')
    total = loss(logits.log_softmax(-1).permute(0, 2, 1), labels)
    n = torch.count_nonzero(labels + 100)
    return total / torch.maximum(n, torch.tensor(1))
