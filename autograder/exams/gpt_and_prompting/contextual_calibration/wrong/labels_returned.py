# property: values
# hint: labels_returned
# holds: unmodified, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio.argmax(dim=-1)
