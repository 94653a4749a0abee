# property: unlikely
# hint: clipped
# holds: values, long_text, empty, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return math.exp(-sum(max(log_prob, -100.0) for log_prob in log_probs.tolist()) / len(log_probs))
