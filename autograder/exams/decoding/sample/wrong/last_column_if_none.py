# property: last
# hint: last
# holds: values, leading_dimensions, impossible, unmodified, extremes, dtype
def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).clamp(max=logits.shape[-1] - 1)
