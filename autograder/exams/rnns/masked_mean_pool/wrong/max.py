# property: values
# hint: maximum
# holds: any_mask, sizes, gradient, dtype, unmodified
import math


def masked_mean_pool(states, mask):
    return states.masked_fill(~mask[..., None], -math.inf).amax(dim=1)
