# property: dtype
# hint: dtype_raised
# holds: values, gradient, unmodified, even, itself, small, sizes
import torch


def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs @ torch.diag(1 / content_free_probs).float()
    return ratio / ratio.sum(dim=-1, keepdim=True)
