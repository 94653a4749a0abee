import torch


def one(row, length, real):
    return torch.cat((torch.full_like(row[:length], -100), row[length:])).where(real, torch.tensor(-100))


def sft_labels(tokens, prompt_length, padding_mask):
    return torch.stack([one(*given) for given in zip(tokens, map(int, prompt_length), padding_mask)])
