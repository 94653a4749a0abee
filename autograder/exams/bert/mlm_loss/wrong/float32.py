# property: dtype
# hint: float32_inside
# holds: values, all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    dtype = logits.dtype
    logits = logits.float()
    counted = labels != -100
    surprise = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100, reduction='none')
    return (surprise.sum() / counted.sum().clamp(min=1)).to(dtype)
