# property: values
# hint: wrong_axis
# holds: leading_dimensions, unmodified, extremes, dtype
def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=0)
    return (ends > u.unsqueeze(-1)).int().argmax(dim=-1)
