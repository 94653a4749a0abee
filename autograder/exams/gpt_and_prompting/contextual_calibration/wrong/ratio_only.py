# property: values
# hint: not_renormalised
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio
