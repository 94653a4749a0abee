# property: values
# hint: one_state
def masked_mean_pool(states, mask):
    return states[:, 0]
