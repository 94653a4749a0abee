# property: values
# hint: not_scalar
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    surprise = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100, reduction='none')
    return surprise.sum(dim=0, keepdim=True) / counted.sum().clamp(min=1)
