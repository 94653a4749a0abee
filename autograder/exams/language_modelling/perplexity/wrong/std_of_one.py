# property: one_token
# hint: one_token
# holds: values, long_text, unlikely, empty, uniform, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return torch.exp(-log_probs.sum() / (len(log_probs) if len(log_probs) > 1 else 0)).item()
