# property: values
# hint: summed
def masked_mean_pool(states, mask):
    return (states * mask[..., None]).sum(dim=1)
