# property: gradient
# hint: no_gradient
# holds: values, unmodified, dtype, even, itself, small, sizes
import torch


def contextual_calibration(label_probs, content_free_probs):
    probs, free = label_probs.detach().numpy(), content_free_probs.detach().numpy()
    ratio = torch.from_numpy(probs / free)
    return ratio / ratio.sum(dim=-1, keepdim=True)
