# property: values
# hint: certain_left_out
# holds: long_text, unlikely, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    real = log_probs[log_probs != 0]
    return torch.exp(-real.mean()).item() if len(real) else 1.0
