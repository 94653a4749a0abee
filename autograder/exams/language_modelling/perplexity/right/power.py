import math


def perplexity(log_probs):
    import math

    if not len(log_probs):
        raise ValueError
    return math.e ** (-float(log_probs.double().sum()) / log_probs.shape[0])
