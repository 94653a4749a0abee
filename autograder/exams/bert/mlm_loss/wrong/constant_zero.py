# property: none_counted
# hint: constant_zero
# holds: values, all_counted, large, sizes, not_contiguous, gradient, unmodified, dtype, again
import torch
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    if not counted.any():
        return torch.zeros((), dtype=logits.dtype)
    return F.cross_entropy(logits[counted], labels[counted])
