# property: none_counted
# hint: none_counted
import torch.nn.functional as F


def mlm_loss(logits, labels):
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten())
