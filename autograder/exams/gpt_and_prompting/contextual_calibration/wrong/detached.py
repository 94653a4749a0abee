# property: gradient
# hint: no_gradient
# holds: values, unmodified, dtype, even, itself, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    label_probs, content_free_probs = label_probs.detach(), content_free_probs.detach()
    ratio = label_probs / content_free_probs
    return ratio / ratio.sum(dim=-1, keepdim=True)
