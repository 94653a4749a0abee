# property: left_padding
# hint: counted_from_the_first_real
# holds: values, no_padding, no_response, no_prompt, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = padding_mask.cumsum(dim=1) - 1
    learned = (places >= prompt_length[:, None]) & padding_mask
    return torch.where(learned, tokens, -100)
