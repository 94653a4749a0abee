# property: values
# hint: softmax
# holds: gradient, unmodified, dtype, itself, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio.softmax(dim=-1)
