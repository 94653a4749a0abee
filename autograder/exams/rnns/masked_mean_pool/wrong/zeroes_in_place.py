# property: unmodified
# hint: mutated
# holds: values, any_mask, sizes, dtype, empty_row
def masked_mean_pool(states, mask):
    states.data[~mask] = 0
    return states.sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp(min=1)
