# property: empty
# hint: no_value_error
# holds: values, long_text, unlikely, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        return 1.0
    return torch.exp(-log_probs.mean()).item()
