# property: values
# hint: over_batch
# holds: gradient, unmodified, dtype, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio / ratio.sum(dim=0, keepdim=True)
