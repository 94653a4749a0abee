# property: kinds
# hint: boundaries
# holds: values, special_tokens, none_selected, sizes, unmodified, any_ids, int64, again
import torch


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    selected = (u_select < 0.15) & ~special_mask
    inputs = torch.where(selected & (u_kind < 0.8), torch.full_like(tokens, mask_id), tokens)
    inputs = torch.where(selected & (u_kind > 0.8) & (u_kind < 0.9), random_tokens, inputs)
    return inputs, torch.where(selected, tokens, torch.full_like(tokens, -100))
