from statistics import geometric_mean


def perplexity(log_probs):
    from math import exp

    return geometric_mean([exp(-log_prob) for log_prob in log_probs.tolist()])
