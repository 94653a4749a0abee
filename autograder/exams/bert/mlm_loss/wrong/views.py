# property: not_contiguous
# hint: not_contiguous
# holds: values, all_counted, large, sizes, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    total = F.cross_entropy(logits.view(-1, logits.shape[-1]), labels.view(-1), ignore_index=-100, reduction='sum')
    return total / (labels != -100).sum().clamp(min=1)
