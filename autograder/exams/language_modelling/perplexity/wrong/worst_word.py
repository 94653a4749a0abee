# property: values
# hint: one_word
# holds: long_text, unlikely, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return torch.exp(-log_probs.min()).item()
