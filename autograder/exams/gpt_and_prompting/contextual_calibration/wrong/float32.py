# property: dtype
# hint: float32_inside
# holds: values, gradient, unmodified, even, itself, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = (label_probs.float() / content_free_probs.float()).to(label_probs.dtype)
    return ratio / ratio.sum(dim=-1, keepdim=True)
