import torch


def contextual_calibration(label_probs, content_free_probs):
    weights = torch.diag(1 / content_free_probs)
    scores = label_probs @ weights
    return scores / scores.sum(dim=1)[:, None]
