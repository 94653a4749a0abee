import torch


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    inputs, labels = tokens.clone(), torch.full(tokens.shape, -100)
    rows, columns = ((u_select < 0.15) & ~special_mask).nonzero(as_tuple=True)
    labels[rows, columns] = tokens[rows, columns]
    for i, j in zip(rows.tolist(), columns.tolist()):
        u = float(u_kind[i, j])
        inputs[i, j] = mask_id if u < 0.8 else random_tokens[i, j] if u < 0.9 else tokens[i, j]
    return inputs, labels
