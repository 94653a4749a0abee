def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    selected = (u_select < 0.15) & ~special_mask
    inputs, labels = tokens.clone(), tokens.clone()
    labels[~selected] = -100
    hide = selected & (u_kind < 0.8)
    swap = selected & (u_kind >= 0.8) & (u_kind < 0.9)
    inputs[hide] = mask_id
    inputs[swap] = random_tokens[swap]
    return inputs, labels
