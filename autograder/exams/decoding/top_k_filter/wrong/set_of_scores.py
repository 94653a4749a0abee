# property: any_scores
# hint: equal_scores
# holds: values, leading_dimensions, one_kept, all_kept, errors, unmodified, infinities, dtype
import math

import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    rows = []
    for row in logits.reshape(-1, logits.shape[-1]):
        best = row.unique()[-k:]
        rows.append(row.masked_fill(~torch.isin(row, best), -math.inf))
    return torch.stack(rows).view(logits.shape)
