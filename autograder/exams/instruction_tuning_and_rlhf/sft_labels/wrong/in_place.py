# property: unmodified
# hint: mutated
# holds: values, left_padding, no_padding, no_response, no_prompt, any_ids, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    tokens[(places < prompt_length[:, None]) | ~padding_mask] = -100
    return tokens
