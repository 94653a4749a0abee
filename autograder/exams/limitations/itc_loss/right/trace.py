import torch
import torch.nn.functional as F


def itc_loss(image, text, temperature):
    i, t = F.normalize(image), F.normalize(text)
    scores = torch.einsum('id,jd->ij', i, t).div(temperature)
    n = len(scores)
    return -(scores.log_softmax(1) + scores.log_softmax(0)).trace() / (2 * n)
