# property: values
# hint: averaged_over_all
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction='none').mean()
