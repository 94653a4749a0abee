# property: values
# hint: one_more
# holds: any_mask, sizes, gradient, dtype, unmodified, empty_row
def masked_mean_pool(states, mask):
    weights = mask[..., None].to(states.dtype)
    return (states * weights).sum(dim=1) / (weights.sum(dim=1) + 1)
