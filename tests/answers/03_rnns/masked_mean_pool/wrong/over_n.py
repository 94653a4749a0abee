# property: values
# hint: divided_by_all
def masked_mean_pool(states, mask):
    return (states * mask[..., None]).mean(dim=1)
