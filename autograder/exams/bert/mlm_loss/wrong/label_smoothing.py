# property: values
# hint: smoothed
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    if not counted.any():
        return logits.sum() * 0
    return F.cross_entropy(logits[counted], labels[counted], label_smoothing=0.1)
