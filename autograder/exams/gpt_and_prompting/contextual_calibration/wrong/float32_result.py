# property: dtype
# hint: dtype
# holds: values, gradient, unmodified, even, itself, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio.float() / ratio.sum(dim=-1, keepdim=True).float()
