import torch


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    inputs, labels = tokens.clone(), torch.full_like(tokens, -100)
    for i in range(tokens.shape[0]):
        for j in range(tokens.shape[1]):
            if special_mask[i, j] or u_select[i, j] >= 0.15:
                continue
            labels[i, j] = tokens[i, j]
            if u_kind[i, j] < 0.8:
                inputs[i, j] = mask_id
            elif u_kind[i, j] < 0.9:
                inputs[i, j] = random_tokens[i, j]
    return inputs, labels
