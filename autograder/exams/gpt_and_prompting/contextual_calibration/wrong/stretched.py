# property: values
# hint: shifted_to_range
# holds: gradient, unmodified, dtype, small
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    low, high = ratio.amin(dim=-1, keepdim=True), ratio.amax(dim=-1, keepdim=True)
    return (ratio - low) / (high - low)
