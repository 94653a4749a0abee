# property: values
# hint: not_renormalised
# holds: gradient, unmodified, dtype, sizes
def contextual_calibration(label_probs, content_free_probs):
    weights = 1 / content_free_probs
    return label_probs * (weights / weights.sum())
