# property: sizes
# hint: sizes
# holds: values, gradient, unmodified, dtype, even, itself, small
import torch


def contextual_calibration(label_probs, content_free_probs):
    rows = [row / content_free_probs for row in label_probs.squeeze(0)]
    return torch.stack([row / row.sum() for row in rows])
