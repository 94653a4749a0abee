# property: unlikely
# hint: epsilon_in_log
# holds: values, long_text, empty, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    probs = [math.exp(log_prob) for log_prob in log_probs.tolist()]
    return math.exp(-sum(math.log(p + 1e-12) for p in probs) / len(probs))
