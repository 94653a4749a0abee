# property: values
# hint: scores_unused
# holds: leading_dimensions, unmodified, extremes, dtype
def sample(logits, u):
    return (u * logits.shape[-1]).long()
