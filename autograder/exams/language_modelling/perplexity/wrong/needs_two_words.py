# property: one_token
# hint: one_token
# holds: values, long_text, unlikely, empty, uniform, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) < 2:
        raise ValueError('too short')
    return torch.exp(-log_probs.mean()).item()
