# property: values
# hint: batch_mean
# holds: gradient, unmodified, dtype, itself, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / (label_probs.mean(dim=0) + 0 * content_free_probs)
    return ratio / ratio.sum(dim=-1, keepdim=True)
