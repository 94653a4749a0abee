# property: unmodified
# hint: mutated
# holds: values, long_text, unlikely, empty, uniform, one_token, other_texts
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    log_probs *= -1
    return torch.exp(log_probs.mean()).item()
