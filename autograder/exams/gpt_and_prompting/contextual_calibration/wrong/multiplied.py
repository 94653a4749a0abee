# property: values
# hint: multiplied
# holds: gradient, unmodified, dtype, even, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs * content_free_probs
    return ratio / ratio.sum(dim=-1, keepdim=True)
