# property: large
# hint: large
# holds: values, all_counted, sizes, not_contiguous, gradient, unmodified, none_counted, dtype, again
import torch


def mlm_loss(logits, labels):
    counted = labels != -100
    picked = logits.softmax(dim=-1).log().gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return -torch.where(counted, picked, 0).sum() / counted.sum().clamp(min=1)
