# property: values
# hint: one_hot
# holds: unmodified, dtype, small, sizes
import torch.nn.functional as F


def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return F.one_hot(ratio.argmax(dim=-1), ratio.shape[-1]).to(ratio.dtype)
