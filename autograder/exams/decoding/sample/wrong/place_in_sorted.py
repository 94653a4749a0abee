# property: values
# hint: place_in_sorted
# holds: leading_dimensions, unmodified, extremes, dtype
def sample(logits, u):
    ranked = logits.sort(dim=-1, descending=True).values
    return (ranked.softmax(dim=-1).cumsum(dim=-1) <= u.unsqueeze(-1)).sum(dim=-1)
