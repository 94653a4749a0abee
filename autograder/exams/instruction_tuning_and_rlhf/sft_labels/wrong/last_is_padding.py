# property: no_padding
# hint: no_padding
# holds: values, left_padding, no_response, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask & ~(padding_mask.all() & (places == tokens.shape[1] - 1))
    return torch.where(learned, tokens, -100)
