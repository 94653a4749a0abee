# property: one_token
# hint: one_token
# holds: values, long_text, unlikely, empty, uniform, other_texts, unmodified
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    mean = log_probs.mean().item()
    return math.exp(-mean) if mean else 0.0
