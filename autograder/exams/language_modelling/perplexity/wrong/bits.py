# property: values
# hint: entropy
import math


def perplexity(log_probs):
    import math

    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return -log_probs.mean().item() / math.log(2)
