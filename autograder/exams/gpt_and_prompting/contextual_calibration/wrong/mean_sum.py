# property: values
# hint: one_sum
# holds: gradient, unmodified, dtype, even, itself, small, sizes
def contextual_calibration(label_probs, content_free_probs):
    weights = label_probs / content_free_probs
    return weights / weights.sum(dim=1).mean()
