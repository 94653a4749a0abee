# property: values
# hint: not_calibrated
# holds:
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs + 0 * content_free_probs
    return ratio / ratio.sum(dim=-1, keepdim=True)
