# property: values
# hint: bits_to_e
# holds: long_text, unlikely, empty, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    bits = -log_probs.mean() / torch.log(torch.tensor(2.0))
    return torch.exp(bits).item()
