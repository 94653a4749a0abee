# property: values
# hint: one_less
# holds: leading_dimensions, unmodified, extremes, dtype
def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1) - 1
