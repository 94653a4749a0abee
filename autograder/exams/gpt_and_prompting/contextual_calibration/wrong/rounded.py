# property: values
# hint: value
# holds:
def contextual_calibration(label_probs, content_free_probs):
    ratio = label_probs / content_free_probs
    return (ratio / ratio.sum(dim=-1, keepdim=True)).round(decimals=1)
