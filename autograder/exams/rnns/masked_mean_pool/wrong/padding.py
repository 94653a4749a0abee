# property: values
# hint: inverted
# holds: any_mask, sizes, gradient, dtype, unmodified
def masked_mean_pool(states, mask):
    mask = ~mask
    weights = mask[..., None].to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)
