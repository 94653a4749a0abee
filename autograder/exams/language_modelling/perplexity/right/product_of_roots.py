import torch


class NoWords(ValueError):
    pass


def perplexity(log_probs):
    n = log_probs.shape[0]
    if n < 1:
        raise NoWords
    return torch.prod(torch.exp(-log_probs.double() / n))
