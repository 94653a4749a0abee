# property: empty
# hint: no_value_error
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        return 1.0
    return torch.exp(-log_probs.mean()).item()
