# property: small
# hint: small
# holds: values, gradient, unmodified, dtype, even, itself, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / (content_free_probs + 1e-15)
    return ratio / ratio.sum(dim=-1, keepdim=True)
