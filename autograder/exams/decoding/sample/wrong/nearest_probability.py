# property: values
# hint: not_cumulative
# holds: leading_dimensions, unmodified, extremes, dtype
def sample(logits, u):
    return (logits.softmax(dim=-1) - u.unsqueeze(-1)).abs().argmin(dim=-1)
