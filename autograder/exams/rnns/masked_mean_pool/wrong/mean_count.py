# property: values
# hint: one_count
# holds: any_mask, sizes, gradient, dtype, unmodified
def masked_mean_pool(states, mask):
    return (states * mask[..., None]).sum(dim=1) / mask.sum(dim=1).double().mean()
