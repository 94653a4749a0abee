# property: values
# hint: shape
# holds:
def masked_mean_pool(states, mask):
    return states[mask].mean(dim=0)
