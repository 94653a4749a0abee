# property: values
# hint: one_count
# holds: any_mask, sizes, gradient, dtype, unmodified, empty_row
def masked_mean_pool(states, mask):
    counted = states.where(mask.unsqueeze(-1), 0.0).sum(dim=1)
    longest = max(1, int(mask.sum(dim=1).max()))
    return counted / longest
