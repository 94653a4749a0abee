# property: values
# hint: type
# holds:
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return (ratio / ratio.sum(dim=-1, keepdim=True)).tolist()
