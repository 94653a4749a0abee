import torch


def contextual_calibration(label_probs, content_free_probs):
    weights = content_free_probs.reciprocal()
    totals = torch.einsum('bl,l->b', label_probs, weights)
    return torch.einsum('bl,l,b->bl', label_probs, weights, 1 / totals)
