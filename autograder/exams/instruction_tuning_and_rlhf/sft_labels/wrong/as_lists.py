# property: values
# hint: type
# holds:
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask
    return torch.where(learned, tokens, -100).tolist()
