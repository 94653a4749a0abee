# property: sizes
# hint: columns_compared
# holds: values, left_padding, no_padding, no_response, no_prompt, any_ids, unmodified, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    lengths = prompt_length if len(tokens) == len(places) else prompt_length[:, None]
    learned = (places >= lengths) & padding_mask
    return torch.where(learned, tokens, -100)
