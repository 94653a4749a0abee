# property: long_text
# hint: chunk_means
# holds: values, unlikely, empty, uniform, one_token, other_texts, unmodified
import torch


def perplexity(log_probs):
    if len(log_probs) == 0:
        raise ValueError('an empty text')
    means = [chunk.mean() for chunk in log_probs.split(1000)]
    return torch.exp(-torch.stack(means).mean()).item()
