# property: again
# hint: remembers_calls
# holds: values, left_padding, no_padding, no_response, no_prompt, any_ids, unmodified, sizes, int64
import torch


_padding = {}


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    key = tokens.numpy().tobytes(), tuple(prompt_length.tolist())
    learned = (places >= prompt_length[:, None]) & _padding.setdefault(key, padding_mask.clone())
    return torch.where(learned, tokens, -100)
