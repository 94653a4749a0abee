# score: 0
def masked_mean_pool(states, mask):
    raise NotImplementedError
