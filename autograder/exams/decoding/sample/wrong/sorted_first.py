# property: values
# hint: sorted_first
# holds: leading_dimensions, impossible, unmodified, extremes, dtype
def sample(logits, u):
    ranked, order = logits.sort(dim=-1, descending=True)
    index = (ranked.softmax(dim=-1).cumsum(dim=-1) <= u.unsqueeze(-1)).sum(dim=-1, keepdim=True)
    return order.gather(-1, index.clamp(max=logits.shape[-1] - 1)).squeeze(-1)
