# property: values
# hint: mean_of_rows
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    surprise = F.cross_entropy(logits.transpose(1, 2), labels, reduction='none')
    return (surprise.sum(dim=1) / counted.sum(dim=1).clamp(min=1)).mean()
