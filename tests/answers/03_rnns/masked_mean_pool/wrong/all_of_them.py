# property: values
# hint: mask_ignored
def masked_mean_pool(states, mask):
    return states.mean(dim=1)
