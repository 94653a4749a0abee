# property: int64
# hint: not_int64
# holds: values, special_tokens, none_selected, sizes, unmodified, kinds, any_ids, again
import torch


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    selected = (u_select < 0.15) & ~special_mask
    inputs = torch.where(selected & (u_kind < 0.9), random_tokens, tokens)
    inputs = inputs.masked_fill(selected & (u_kind < 0.8), mask_id)
    labels = torch.where(selected, tokens.float(), -100.0)
    return inputs, labels
