# property: values
# hint: last_hidden
# holds: left_padding, no_padding, no_response, no_prompt, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask
    for row, real in zip(learned, padding_mask):
        row[real.nonzero()[-1:]] = False
    return torch.where(learned, tokens, -100)
