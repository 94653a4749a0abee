# property: values
# hint: square_root
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs.sqrt()
    return ratio / ratio.sum(dim=-1, keepdim=True)
