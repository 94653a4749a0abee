# property: uniform
# hint: uniform
# holds: values, long_text, unlikely, empty, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    value = torch.exp(-log_probs.mean()).item()
    return value if log_probs.std() > 1e-9 or len(log_probs) == 1 else 1.0
