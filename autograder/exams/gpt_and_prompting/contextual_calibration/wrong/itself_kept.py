# property: itself
# hint: itself
# holds: values, gradient, unmodified, dtype, even, small, sizes
import torch


def contextual_calibration(label_probs, content_free_probs):
    if torch.equal(label_probs[0], content_free_probs):
        return label_probs * 1
    ratio = label_probs / content_free_probs
    return ratio / ratio.sum(dim=-1, keepdim=True)
