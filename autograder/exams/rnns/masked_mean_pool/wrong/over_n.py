# property: values
# hint: divided_by_all
# holds: any_mask, sizes, gradient, dtype, unmodified, empty_row
def masked_mean_pool(states, mask):
    return (states * mask[..., None]).mean(dim=1)
