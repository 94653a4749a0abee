# property: values
# hint: inverted
# holds: gradient, unmodified, dtype, itself, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = content_free_probs / label_probs
    return ratio / ratio.sum(dim=-1, keepdim=True)
