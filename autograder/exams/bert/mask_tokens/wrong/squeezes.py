# property: sizes
# hint: sizes
# holds: values, special_tokens, none_selected, unmodified, kinds, any_ids, int64, again
import torch


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    selected = (u_select < 0.15) & ~special_mask
    inputs = torch.where(selected & (u_kind < 0.9), random_tokens, tokens)
    inputs = inputs.masked_fill(selected & (u_kind < 0.8), mask_id)
    labels = tokens.masked_fill(~selected, -100)
    return inputs.squeeze(), labels.squeeze()
