# property: values
# hint: one_word
# holds: long_text, unlikely, empty, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    total = 0.0
    for log_prob in log_probs.tolist():
        total -= log_prob
        return math.exp(total)
