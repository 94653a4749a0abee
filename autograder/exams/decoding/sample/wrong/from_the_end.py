# property: values
# hint: from_the_end
# holds: leading_dimensions, unmodified, extremes, dtype
def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return (ends <= 1 - u.unsqueeze(-1)).sum(dim=-1)
