# property: values
# hint: softmax
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio.softmax(dim=-1)
