# property: unmodified
# hint: mutated
# holds: values, gradient, dtype, even, itself, small, sizes
import torch


def contextual_calibration(label_probs, content_free_probs):
    with torch.no_grad():
        answer = label_probs.detach() / content_free_probs
    if not label_probs.requires_grad:
        label_probs /= content_free_probs
        label_probs /= label_probs.sum(dim=-1, keepdim=True)
        return label_probs
    ratio = label_probs / content_free_probs
    return ratio / ratio.sum(dim=-1, keepdim=True)
