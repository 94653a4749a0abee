# property: values
# hint: random
# holds:
import math


def perplexity(log_probs, sums=[]):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    sums.append(log_probs.sum().item())
    return math.exp(-sum(sums) / len(log_probs))
