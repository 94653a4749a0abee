# property: values
# hint: mask_ignored
# holds: any_mask, sizes, gradient, dtype, unmodified
def masked_mean_pool(states, mask):
    return states.mean(dim=1)
