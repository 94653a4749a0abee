# property: long_text
# hint: long_text
# holds: values, unlikely, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return torch.exp(-log_probs[:1024].mean()).item()
