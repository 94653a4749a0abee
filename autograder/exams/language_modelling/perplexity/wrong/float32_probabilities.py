# property: unlikely
# hint: unlikely
# holds: values, long_text, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    probs = log_probs.float().exp()
    return torch.exp(-probs.log().mean()).item()
