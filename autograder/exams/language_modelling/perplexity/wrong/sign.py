# property: values
# hint: sign
# holds: long_text, unlikely, empty, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return torch.exp(log_probs.mean()).item()
