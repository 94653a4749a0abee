# score: 0
def masked_mean_pool(states, mask):
    return states[:, 0] * 0
