# property: int64
# hint: not_int64
# holds: values, special_tokens, none_selected, sizes, unmodified, kinds, any_ids, again
import torch


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    selected = (u_select < 0.15) & ~special_mask
    hide = (selected & (u_kind < 0.8)).to(u_kind.dtype)
    swap = (selected & (u_kind >= 0.8) & (u_kind < 0.9)).to(u_kind.dtype)
    inputs = tokens * (1 - hide - swap) + mask_id * hide + random_tokens * swap
    labels = tokens.masked_fill(~selected, -100)
    return inputs, labels
