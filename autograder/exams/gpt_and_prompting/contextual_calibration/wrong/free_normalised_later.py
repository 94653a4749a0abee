# property: even
# hint: even
# holds: values, gradient, unmodified, dtype, itself, sizes
def contextual_calibration(label_probs, content_free_probs):
    if content_free_probs.std() < 1e-6:
        return content_free_probs.expand_as(label_probs)
    ratio = label_probs / content_free_probs
    return ratio / ratio.sum(dim=-1, keepdim=True)
