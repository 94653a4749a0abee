# property: none_counted
# hint: none_counted
# holds: values, all_counted, large, sizes, not_contiguous, gradient, unmodified, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    assert counted.any()
    return F.cross_entropy(logits[counted], labels[counted])
