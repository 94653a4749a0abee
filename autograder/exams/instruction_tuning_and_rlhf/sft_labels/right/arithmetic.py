import torch


def sft_labels(tokens, prompt_length, padding_mask):
    n = tokens.size(1)
    learned = torch.stack([torch.arange(n) >= length for length in prompt_length]).long() * padding_mask.long()
    return tokens * learned - 100 * (1 - learned)
