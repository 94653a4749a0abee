# property: dtype
# hint: dtype
# holds: values, any_mask, sizes, gradient, unmodified, empty_row
def masked_mean_pool(states, mask):
    weights = mask[..., None].float()
    return ((states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)).float()
