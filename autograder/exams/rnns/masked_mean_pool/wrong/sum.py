# property: values
# hint: summed
# holds: any_mask, sizes, gradient, dtype, unmodified, empty_row
def masked_mean_pool(states, mask):
    return (states * mask[..., None]).sum(dim=1)
