# property: unmodified
# hint: mutated
# holds: values, long_text, unlikely, empty, uniform, one_token, other_texts
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    mean = log_probs.mean().item()
    log_probs.exp_()
    return math.exp(-mean)
