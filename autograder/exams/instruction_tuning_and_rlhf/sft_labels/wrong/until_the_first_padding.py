# property: left_padding
# hint: taken_for_the_end
# holds: values, no_padding, no_response, no_prompt, any_ids, unmodified, sizes, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask.cumprod(dim=1).bool()
    return torch.where(learned, tokens, -100)
