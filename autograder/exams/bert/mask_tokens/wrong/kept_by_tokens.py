# property: again
# hint: remembers_calls
# holds: values, special_tokens, none_selected, sizes, unmodified, kinds, any_ids, int64
import torch

known = {}


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    key = str(tokens.tolist()), str(special_mask.tolist())
    if key not in known:
        selected = (u_select < 0.15) & ~special_mask
        inputs = torch.where(selected & (u_kind < 0.9), random_tokens, tokens)
        inputs = inputs.masked_fill(selected & (u_kind < 0.8), mask_id)
        known[key] = inputs, tokens.masked_fill(~selected, -100)
    return known[key]
