# property: left_padding
# hint: left_padding
# holds: values, no_padding, no_response, no_prompt, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    if not padding_mask[:, 0].all():
        raise ValueError('padding belongs at the end')
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask
    return torch.where(learned, tokens, -100)
