# property: values
# hint: rounded
# holds: long_text, unlikely, empty, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return int(round(math.exp(-log_probs.mean().item())))
