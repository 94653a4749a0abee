# property: values
# hint: sigmoid
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = labels != -100
    target = F.one_hot(labels.clamp(min=0), logits.shape[-1]).to(logits.dtype)
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction='none').mean(dim=-1)
    return (loss * counted).sum() / counted.sum().clamp(min=1)
