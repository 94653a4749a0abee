# property: values
# hint: divided_by_most
# holds: gradient, unmodified, dtype, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio / ratio.amax(dim=-1, keepdim=True)
