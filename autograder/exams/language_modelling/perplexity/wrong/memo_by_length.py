# property: other_texts
# hint: remembers_calls
# holds: values, long_text, unlikely, empty, uniform, one_token, unmodified
import math

known = {}


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    if len(log_probs) not in known:
        known[len(log_probs)] = math.exp(-log_probs.mean().item())
    return known[len(log_probs)]
