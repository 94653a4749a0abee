# property: values
# hint: special_changed
# holds: none_selected, sizes, unmodified, kinds, any_ids, int64, again
def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    inputs, labels = tokens.clone(), tokens.clone()
    drawn = u_select < 0.15
    labels[~drawn | special_mask] = -100
    inputs[drawn & ~special_mask & (u_kind < 0.8)] = mask_id
    replaced = drawn & (u_kind >= 0.8) & (u_kind < 0.9)
    inputs[replaced] = random_tokens[replaced]
    return inputs, labels
