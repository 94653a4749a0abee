# property: long_text
# hint: chunk_means
# holds: values, unlikely, empty, uniform, one_token, other_texts, unmodified
import math


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    total, pieces = 0.0, 0
    for start in range(0, len(log_probs), 512):
        total += log_probs[start : start + 512].mean().item()
        pieces += 1
    return math.exp(-total / pieces)
