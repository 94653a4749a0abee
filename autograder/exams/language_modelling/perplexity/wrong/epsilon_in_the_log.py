# property: unlikely
# hint: epsilon_in_log
# holds: values, long_text, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    return torch.exp(-(log_probs.exp() + 1e-10).log().mean()).item()
