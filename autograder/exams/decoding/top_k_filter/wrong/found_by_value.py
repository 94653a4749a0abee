# property: any_scores
# hint: equal_scores
# holds: values, leading_dimensions, one_kept, all_kept, errors, unmodified, infinities, dtype
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    out = torch.full(logits.shape, -math.inf, dtype=logits.dtype)
    rows, kept = logits.reshape(-1, logits.shape[-1]), out.view(-1, logits.shape[-1])
    for row, places in zip(rows.tolist(), kept):
        for value in sorted(row, reverse=True)[:k]:
            places[row.index(value)] = value
    return out
