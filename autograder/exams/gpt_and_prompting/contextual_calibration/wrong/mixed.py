# property: values
# hint: mixed
# holds: gradient, unmodified, dtype, even, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    ratio = ratio / ratio.sum(dim=-1, keepdim=True)
    return 0.5 * label_probs + 0.5 * ratio
