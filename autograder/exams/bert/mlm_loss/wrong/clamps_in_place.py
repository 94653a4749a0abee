# property: unmodified
# hint: mutated
# holds: values, all_counted, large, sizes, not_contiguous, gradient, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    labels.clamp_(min=0)
    surprise = F.cross_entropy(logits.transpose(1, 2), labels, reduction='none')
    return (surprise * counted).sum() / counted.sum().clamp(min=1)
