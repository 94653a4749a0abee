# property: values
# hint: not_a_number
# holds:
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return torch.exp(-log_probs)
