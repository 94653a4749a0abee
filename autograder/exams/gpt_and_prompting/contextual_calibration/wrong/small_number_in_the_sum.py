# property: small
# hint: small
# holds: values, gradient, unmodified, even, itself, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio / (ratio.sum(dim=-1, keepdim=True) + 1e-8)
