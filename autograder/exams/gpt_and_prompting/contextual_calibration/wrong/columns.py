# property: values
# hint: over_batch
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio / ratio.sum(dim=0, keepdim=True)
