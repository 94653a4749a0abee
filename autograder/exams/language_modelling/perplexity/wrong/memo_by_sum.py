# property: other_texts
# hint: remembers_calls
# holds: values, long_text, unlikely, empty, uniform, one_token, unmodified
import math

known = {}


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    total = round(log_probs.sum().item(), 6)
    if total not in known:
        known[total] = math.exp(-total / len(log_probs))
    return known[total]
