# property: values
# hint: divided_twice
# holds: gradient, unmodified, dtype, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    ratio = ratio / ratio.sum(dim=-1, keepdim=True)
    return ratio / content_free_probs
