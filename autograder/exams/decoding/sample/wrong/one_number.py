# property: values
# hint: one_number
# holds: leading_dimensions, impossible, unmodified, extremes, dtype
def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return (ends <= u.flatten()[0]).sum(dim=-1)
