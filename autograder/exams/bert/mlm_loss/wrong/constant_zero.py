# property: none_counted
# hint: none_counted
import torch
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    if not counted.any():
        return torch.zeros((), dtype=logits.dtype)
    return F.cross_entropy(logits[counted], labels[counted])
