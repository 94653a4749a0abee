# property: no_response
# hint: no_response
# holds: values, left_padding, no_padding, no_prompt, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= torch.minimum(prompt_length, padding_mask.sum(1) - 1)[:, None]) & padding_mask
    return torch.where(learned, tokens, -100)
