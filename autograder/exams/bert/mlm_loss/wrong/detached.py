# property: gradient
# hint: no_gradient
# holds: values, all_counted, large, sizes, not_contiguous, unmodified, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    surprise = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100, reduction='none')
    return surprise.detach().sum() / counted.sum().clamp(min=1)
