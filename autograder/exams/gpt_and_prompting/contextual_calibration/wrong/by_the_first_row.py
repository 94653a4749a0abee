# property: values
# hint: batch_mean
# holds: unmodified, dtype, itself, sizes
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / label_probs[0]
    return ratio / ratio.sum(dim=-1, keepdim=True)
