# property: gradient
# hint: no_gradient
# holds: values, any_mask, sizes, dtype, unmodified, empty_row
def masked_mean_pool(states, mask):
    weights = mask[..., None].to(states.dtype)
    return (states.detach() * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)
