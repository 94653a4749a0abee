import math


def perplexity(log_probs):
    mean = 0.0
    for seen, log_prob in enumerate(log_probs, start=1):
        mean += (float(log_prob) - mean) / seen
    if not len(log_probs):
        raise ValueError(f"{len(log_probs)} words")
    return math.pow(math.e, -mean)
