# property: values
# hint: zeros
# holds: no_padding, no_response, no_prompt, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    labels = torch.where(padding_mask, tokens, -100)
    return torch.where(places < prompt_length[:, None], 0, labels)
