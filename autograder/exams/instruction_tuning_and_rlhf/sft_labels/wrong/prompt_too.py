# property: values
# hint: prompt_learned
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = padding_mask
    return torch.where(learned, tokens, -100)
