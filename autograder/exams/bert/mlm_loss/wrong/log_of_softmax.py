# property: large
# hint: large
import torch


def mlm_loss(logits, labels):
    counted = labels != -100
    picked = logits.softmax(dim=-1).log().gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return -torch.where(counted, picked, 0).sum() / counted.sum().clamp(min=1)
