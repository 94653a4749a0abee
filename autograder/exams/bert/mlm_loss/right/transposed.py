import torch.nn.functional as F


def mlm_loss(logits, labels):
    total = F.cross_entropy(logits.transpose(1, 2), labels, reduction='sum')
    return total / max(1, int((labels != -100).sum()))
