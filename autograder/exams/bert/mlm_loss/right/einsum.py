import torch
import torch.nn.functional as F


def mlm_loss(logits, labels):
    counted = (labels != -100).to(logits.dtype)
    wanted = F.one_hot(labels.clamp(min=0), logits.shape[-1]).to(logits.dtype)
    total = -torch.einsum('bnv,bnv,bn->', F.log_softmax(logits, dim=-1), wanted, counted)
    return total / counted.sum().clamp(min=1)
