# property: values
# hint: shape
def masked_mean_pool(states, mask):
    return states[mask].mean(dim=0)
