# property: values
# hint: subtracted
# holds: gradient, unmodified, dtype, sizes
def contextual_calibration(label_probs, content_free_probs):
    return label_probs - content_free_probs
