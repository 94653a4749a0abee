# property: values
# hint: by_the_norm
# holds: gradient, unmodified, dtype, small, sizes
import torch.nn.functional as F


def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return F.normalize(ratio, dim=-1)
