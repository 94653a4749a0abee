# property: values
# hint: from_the_end
# holds: left_padding, no_padding, no_response, no_prompt, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places < (padding_mask.sum(1) - prompt_length)[:, None]) & padding_mask
    return torch.where(learned, tokens, -100)
