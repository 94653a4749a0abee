import torch


def sft_labels(tokens, prompt_length, padding_mask):
    ones = torch.ones_like(tokens)
    hidden = (ones.cumsum(dim=1) <= prompt_length.unsqueeze(1)) | padding_mask.logical_not()
    return tokens.masked_fill(hidden, -100)
