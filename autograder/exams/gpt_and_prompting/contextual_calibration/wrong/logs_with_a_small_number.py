# property: small
# hint: small
# holds: values, gradient, unmodified, even, itself, sizes
def contextual_calibration(label_probs, content_free_probs):
    return ((label_probs + 1e-10).log() - (content_free_probs + 1e-10).log()).softmax(dim=-1)
