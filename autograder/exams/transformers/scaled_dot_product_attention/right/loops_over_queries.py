import math

import torch


def scaled_dot_product_attention(query, key, value, mask=None):
    outputs, rows = [], []
    if mask is not None:
        mask = mask.expand(*query.shape[:-1], key.shape[-2])
    for i in range(query.shape[-2]):
        scores = (query[..., i : i + 1, :] * key).sum(dim=-1) / math.sqrt(query.shape[-1])
        if mask is not None:
            scores = scores.masked_fill(~mask[..., i, :], float("-inf"))
        row = torch.softmax(scores, dim=-1)
        rows.append(row)
        outputs.append((row.unsqueeze(-1) * value).sum(dim=-2))
    return torch.stack(outputs, dim=-2), torch.stack(rows, dim=-2)
