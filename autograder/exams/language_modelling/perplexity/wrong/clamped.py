# property: unlikely
# hint: clipped
# holds: values, long_text, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return torch.exp(-log_probs.clamp(min=-20).mean()).item()
