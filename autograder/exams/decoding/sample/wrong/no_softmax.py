# property: values
# hint: no_softmax
# holds: leading_dimensions, unmodified, extremes, dtype
def sample(logits, u):
    ends = logits.cumsum(dim=-1)
    return (ends > u.unsqueeze(-1)).int().argmax(dim=-1)
