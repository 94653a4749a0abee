# property: dtype
# hint: dtype
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return ratio.float() / ratio.sum(dim=-1, keepdim=True).float()
