# property: values
# hint: sums_along_columns
# holds:
def contextual_calibration(label_probs, content_free_probs):
    weights = label_probs / content_free_probs
    total = weights.sum(-1)
    return weights / total
