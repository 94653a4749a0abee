# property: one_token
# hint: one_token
# holds: values, long_text, unlikely, empty, uniform, other_texts, unmodified
import torch


def perplexity(log_probs):
    if not log_probs.any():
        raise ValueError('nothing there')
    return torch.exp(-log_probs.mean()).item()
