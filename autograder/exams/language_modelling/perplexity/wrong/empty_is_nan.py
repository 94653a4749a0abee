# property: empty
# hint: no_value_error
import torch


def perplexity(log_probs):
    return torch.exp(-log_probs.mean()).item()
