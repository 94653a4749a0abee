# property: sizes
# hint: sizes
# holds: values, left_padding, no_padding, no_response, any_ids, unmodified, int64, again
import torch


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask
    labels = torch.where(learned, tokens, -100).tolist()
    return torch.tensor(labels if len(labels) > 1 else labels[0])
