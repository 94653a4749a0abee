# property: none_counted
# hint: none_counted
# holds: values, all_counted, large, sizes, not_contiguous, gradient, unmodified, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten())
