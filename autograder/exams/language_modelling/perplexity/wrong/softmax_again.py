# property: values
# hint: normalised
# holds: long_text, unlikely, empty, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return torch.exp(-torch.log_softmax(log_probs, dim=0).mean()).item()
