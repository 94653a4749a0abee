# property: gradient
# hint: gradient
# holds: values, unmodified, dtype, even, itself, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs.detach()
    return ratio / ratio.sum(dim=-1, keepdim=True)
