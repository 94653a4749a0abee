# property: values
# hint: last_left_out
# holds: long_text, unlikely, empty, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    total = 0.0
    n = max(len(log_probs) - 1, 1)
    for i in range(n):
        total -= log_probs[i].item()
    return math.exp(total / n)
