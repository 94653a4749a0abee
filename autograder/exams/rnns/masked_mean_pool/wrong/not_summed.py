# property: values
# hint: positions_kept
# holds: any_mask, sizes, gradient, dtype, unmodified, empty_row
def masked_mean_pool(states, mask):
    return states * mask[..., None]
