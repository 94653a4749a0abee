# property: long_text
# hint: long_text
# holds: values, unlikely, empty, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    product = 1.0
    for log_prob in log_probs.tolist():
        product *= math.exp(log_prob)
    return (1 / product) ** (1 / len(log_probs))
