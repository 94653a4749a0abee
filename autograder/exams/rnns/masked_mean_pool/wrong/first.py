# property: values
# hint: one_state
# holds: any_mask, sizes, gradient, dtype, unmodified
def masked_mean_pool(states, mask):
    return states[:, 0]
