# property: values
# hint: first_text_only
# holds: all_counted, large, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch.nn.functional as F


def mlm_loss(logits, labels):
    return F.cross_entropy(logits[0], labels[0], reduction='sum') / (labels[0] != -100).sum().clamp(min=1)
