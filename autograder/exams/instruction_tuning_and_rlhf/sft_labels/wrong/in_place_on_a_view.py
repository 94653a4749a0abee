# property: unmodified
# hint: mutated
# holds: values, left_padding, no_padding, no_response, no_prompt, any_ids, sizes, int64, again
# check: mutated
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask
    labels = tokens.view(-1)
    labels[~learned.flatten()] = -100
    return labels.view_as(tokens).clone()
