# property: large
# hint: sure_left_out
# holds: values, all_counted, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    surprise = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100, reduction='none')
    return surprise.sum() / (surprise != 0).sum().clamp(min=1)
