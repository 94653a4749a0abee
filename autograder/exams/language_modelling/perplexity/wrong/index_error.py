# property: empty
# hint: no_value_error
# holds: values, long_text, unlikely, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    first = log_probs[0]
    return math.exp(-(first + log_probs[1:].sum()).item() / len(log_probs))
