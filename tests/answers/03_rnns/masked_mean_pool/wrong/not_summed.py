# property: values
# hint: positions_kept
def masked_mean_pool(states, mask):
    return states * mask[..., None]
