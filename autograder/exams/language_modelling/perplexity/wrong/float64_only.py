# property: unmodified
# hint: dtype_raised
# holds: values, long_text, unlikely, empty, uniform, one_token, other_texts
# check: unnamed
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    if len(log_probs) == 1:
        log_probs = log_probs.double()
    return torch.exp(-(log_probs @ torch.ones(len(log_probs), dtype=torch.float64)) / len(log_probs)).item()
