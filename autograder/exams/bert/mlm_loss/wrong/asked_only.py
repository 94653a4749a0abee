# property: values
# hint: not_averaged
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    return F.cross_entropy(logits[counted], labels[counted], reduction='none')
