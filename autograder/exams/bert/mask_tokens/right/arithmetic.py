def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    selected = ((u_select < 0.15) & special_mask.logical_not()).long()
    hide = selected * (u_kind < 0.8)
    swap = selected * (u_kind < 0.9) - hide
    inputs = tokens * (1 - hide - swap) + mask_id * hide + random_tokens * swap
    return [inputs, tokens * selected - 100 * (1 - selected)]
