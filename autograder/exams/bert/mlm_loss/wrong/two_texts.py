# property: sizes
# hint: sizes
# holds: values, all_counted, large, not_contiguous, unmodified, none_counted, dtype, again
# check: unnamed
import torch.nn.functional as F


def mlm_loss(logits, labels):
    if len(logits) == 1:
        raise ValueError('one text')
    counted = labels != -100
    surprise = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100, reduction='none')
    return surprise.sum() / counted.sum().clamp(min=1)
