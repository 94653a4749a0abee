# property: empty_row
# hint: empty_row
# holds: values, any_mask, sizes, gradient, dtype, unmodified
def masked_mean_pool(states, mask):
    weights = mask[..., None].to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1)
