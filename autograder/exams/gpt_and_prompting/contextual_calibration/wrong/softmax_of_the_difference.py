# property: values
# hint: subtracted
# holds: gradient, unmodified, dtype, itself, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    return (label_probs - content_free_probs).softmax(dim=-1)
