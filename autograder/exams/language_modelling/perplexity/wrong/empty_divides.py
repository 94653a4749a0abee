# property: empty
# hint: no_value_error
import math


def perplexity(log_probs):
    import math

    return math.exp(-sum(log_probs.tolist()) / len(log_probs))
