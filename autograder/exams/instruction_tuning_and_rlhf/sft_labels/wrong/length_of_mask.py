# property: left_padding
# hint: left_padding
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & (places < padding_mask.sum(1, keepdim=True))
    return torch.where(learned, tokens, -100)
