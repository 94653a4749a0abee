# property: values
# hint: first_left_out
# holds: long_text, unlikely, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    words = log_probs[1:] if len(log_probs) > 1 else log_probs
    return torch.exp(-words.mean()).item()
