# property: values
# hint: not_renormalised
# holds: gradient, unmodified, dtype, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio
