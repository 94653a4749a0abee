import math


def perplexity(log_probs):
    import math

    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return math.exp(-sum(log_probs.tolist()) / len(log_probs))
