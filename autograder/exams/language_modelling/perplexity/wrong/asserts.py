# property: empty
# hint: no_value_error
# holds: values, long_text, unlikely, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    assert len(log_probs) > 0, 'an empty text'
    return math.exp(-log_probs.mean().item())
