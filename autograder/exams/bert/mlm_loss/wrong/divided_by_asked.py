# property: values
# hint: everything_counted
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    surprise = F.cross_entropy(logits.flatten(0, 1), labels.flatten().clamp(min=0), reduction='none')
    return surprise.sum() / counted.sum().clamp(min=1)
