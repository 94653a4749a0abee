# property: values
# hint: not_cumulative
# holds: leading_dimensions, unmodified, extremes, dtype
def sample(logits, u):
    return (logits.softmax(dim=-1) > u.unsqueeze(-1)).int().argmax(dim=-1)
