# property: unlikely
# hint: unlikely
# holds: values, long_text, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    possible = log_probs[log_probs > -100]
    return torch.exp(-possible.mean()).item()
