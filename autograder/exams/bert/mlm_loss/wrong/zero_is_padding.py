# property: values
# hint: zero_left_out
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels > 0
    surprise = F.cross_entropy(logits.flatten(0, 1), labels.masked_fill(~counted, -100).flatten(), ignore_index=-100, reduction='none')
    return surprise.sum() / counted.sum().clamp(min=1)
