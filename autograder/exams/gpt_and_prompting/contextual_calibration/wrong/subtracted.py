# property: values
# hint: subtracted
def contextual_calibration(label_probs, content_free_probs):
    return label_probs - content_free_probs
