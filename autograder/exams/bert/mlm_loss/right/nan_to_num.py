import torch.nn.functional as F


def mlm_loss(logits, labels):
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten()).nan_to_num(nan=0.0)
