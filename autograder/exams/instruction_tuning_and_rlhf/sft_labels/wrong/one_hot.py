# property: no_response
# hint: no_response
# holds: values, left_padding, no_padding, no_prompt, any_ids, unmodified, sizes, int64, again
import torch
import torch.nn.functional as F


def sft_labels(tokens, prompt_length, padding_mask):
    response = F.one_hot(prompt_length, tokens.shape[1]).cumsum(dim=1).bool()
    return torch.where(response & padding_mask, tokens, -100)
