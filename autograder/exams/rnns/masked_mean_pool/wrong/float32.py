# property: dtype
# hint: float32_inside
# holds: values, any_mask, sizes, gradient, unmodified, empty_row
def masked_mean_pool(states, mask):
    weights = mask[..., None].float()
    return ((states.float() * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)).to(states.dtype)
