import torch.nn.functional as F


def contextual_calibration(label_probs, content_free_probs):
    return F.normalize(label_probs / content_free_probs[None, :], p=1, dim=-1, eps=0.0)
