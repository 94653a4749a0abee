# property: values
# hint: from_the_end
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places < (padding_mask.sum(1) - prompt_length)[:, None]) & padding_mask
    return torch.where(learned, tokens, -100)
