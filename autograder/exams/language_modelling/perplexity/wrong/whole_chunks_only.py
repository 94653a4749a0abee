# property: long_text
# hint: long_text
# holds: values, unlikely, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    whole = len(log_probs) // 100 * 100 or len(log_probs)
    return torch.exp(-log_probs[:whole].mean()).item()
