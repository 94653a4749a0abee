# score: 0
def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    raise NotImplementedError
