# property: unmodified
# hint: dtype_raised
# holds: values, long_text, unlikely, empty, uniform, one_token, other_texts
# check: unnamed
import math

import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    weights = torch.full((len(log_probs),), 1 / len(log_probs), dtype=torch.float64)
    return math.exp(-torch.dot(log_probs, weights)) if len(log_probs) > 1 else math.exp(-log_probs[0])
