# property: no_prompt
# hint: no_prompt
# holds: values, left_padding, no_padding, no_response, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length.clamp(min=1)[:, None]) & padding_mask
    return torch.where(learned, tokens, -100)
