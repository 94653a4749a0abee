# property: values
# hint: entropy
# holds: long_text, unlikely, empty, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    import math

    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return -log_probs.mean().item() / math.log(2)
