# property: values
# hint: not_averaged
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    return F.cross_entropy(logits.transpose(1, 2), labels, reduction='none')
