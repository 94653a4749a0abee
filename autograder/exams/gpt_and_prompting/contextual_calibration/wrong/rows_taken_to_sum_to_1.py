# property: sizes
# hint: sizes
# holds: values, unmodified, even, itself
def contextual_calibration(label_probs, content_free_probs):
    rest = (label_probs / content_free_probs)[:, :-1]
    last = (1 - label_probs[:, :-1].sum(dim=-1, keepdim=True)) / content_free_probs[-1:]
    total = rest.sum(dim=-1, keepdim=True) + last
    return (label_probs / content_free_probs) / total
