# property: empty
# hint: no_value_error
# holds: values, long_text, unlikely, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    import math

    return math.exp(-sum(log_probs.tolist()) / len(log_probs))
