# property: int64
# hint: not_int64
# holds: values, left_padding, no_padding, no_response, no_prompt, any_ids, unmodified, sizes, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask
    return torch.where(learned, tokens, -100).int()
